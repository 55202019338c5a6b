# Request Tracker 5: everything that agentassist needs there, and no right beyond that.
#
# On RT's server, as the user who may read RT's configuration; once, and again is harmless:
#
#   AGENTASSIST_QUEUES='Support,Orders' AGENTASSIST_CLASSES='Procedures' \
#   AGENTASSIST_TOKEN_FILE=/root/agentassist.token \
#     rt-setup-database-5 --action insert --skip-create --datafile rt5_setup.pl
#
# The queues whose tickets agents may see, the classes of articles that are for agents, and a new file
# for the token. It makes six custom fields where there are none of these names, a user "agentassist"
# without a password, who can log in by token only, and a token: each run a new one.

my $needed = sub { my ($ok, $message) = @_; die "agentassist: $message\n" unless $ok; return $ok };
my $listed = sub { grep { length } map { s/^\s+|\s+$//gr } split /,/, $_[0] // '' };

# name, type, of what, how many values, for all of them
my @fields = (
  [ 'Phone',         'Freeform', 'RT::User',                             0 ],
  [ 'AccountNumber', 'Freeform', 'RT::User',                             0 ],
  [ 'Channel',       'Freeform', 'RT::Queue-RT::Ticket',                 1 ],
  [ 'Order',         'Freeform', 'RT::Queue-RT::Ticket',                 1 ],
  [ 'NoteKey',       'Freeform', 'RT::Queue-RT::Ticket-RT::Transaction', 1 ],
  [ 'Body',          'Text',     'RT::Class-RT::Article',                1 ],
);

my $field = sub {
  my ($name, $type, $of, $values) = @_;
  my $one = RT::CustomField->new( RT->SystemUser );
  $one->LoadByCols( Name => $name, LookupType => $of );
  return $one if $one->Id;
  $needed->( $one->Create( Name => $name, Type => $type, LookupType => $of, MaxValues => $values ) );
  my ($class) = $of =~ /^([\w:]+)/;
  $needed->( $one->AddToObject( $class->new( RT->SystemUser ) ) );
  return $one;
};

@Final = ( sub {
  my $user = RT::User->new( RT->SystemUser );
  $user->Load('agentassist');
  $needed->( $user->Create( Name => 'agentassist', RealName => 'agentassist', Privileged => 1 ) ) unless $user->Id;
  my $grant = sub {
    my ($object, @rights) = @_;
    for my $right (@rights) {
      next if $user->PrincipalObj->HasRight( Right => $right, Object => $object );
      $needed->( $user->PrincipalObj->GrantRight( Right => $right, Object => $object ) );
    }
  };
  for my $described (@fields) {
    my $one = $field->(@$described);
    $grant->( $one, 'SeeCustomField', $one->Name eq 'NoteKey' ? 'ModifyCustomField' : () );
  }
  for my $name ( $listed->( $ENV{AGENTASSIST_QUEUES} ) ) {
    my $queue = RT::Queue->new( RT->SystemUser );
    $needed->( $queue->Load($name), "no queue $name" );
    $grant->( $queue, qw(SeeQueue ShowTicket ShowTicketComments CommentOnTicket) );
  }
  for my $name ( $listed->( $ENV{AGENTASSIST_CLASSES} ) ) {
    my $class = RT::Class->new( RT->SystemUser );
    $needed->( $class->Load($name), "no class $name" );
    $grant->( $class, qw(SeeClass ShowArticle) );
  }
  my $file = $ENV{AGENTASSIST_TOKEN_FILE} or return;
  my ($made, $message, $token) =
    RT::AuthToken->new( RT->SystemUser )->Create( Owner => $user->Id, Description => 'agentassist' );
  $needed->( $made, $message );
  umask 077;
  open my $out, '>', $file or die "agentassist: $file: $!\n";
  print $out $token;
  close $out or die "agentassist: $file: $!\n";
} );
1;
