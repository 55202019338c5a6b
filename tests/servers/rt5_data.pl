# Request Tracker's initial data for the tests: queues and classes of a house, what the program itself
# has to set up (resources/sources/rt5_setup.pl), and customers to find.
@Queues = map +{ Name => $_, Description => "$_ queue", CorrespondAddress => '', CommentAddress => '' },
  qw(Phone Chat Email Store Orders Secret);
@Classes = ( { Name => 'Procedures', Description => 'For agents' }, { Name => 'Personnel', Description => 'Not for agents' } );

my $done = sub { my ($ok, $message) = @_; die "$message\n" unless $ok; return $ok };

# --- the tests' customers -----------------------------------------------------------------------------------------
my $customers = sub {
  my $system = RT->SystemUser;
  my $person = sub {
    my ($email, $name, $phones, $accounts, %more) = @_;
    my $user = RT::User->new($system);
    $done->( $user->Create( Name => $email, EmailAddress => $email, RealName => $name, Privileged => 0, %more ) );
    $done->( $user->AddCustomFieldValue( Field => 'Phone', Value => $_ ) ) for @$phones;
    $done->( $user->AddCustomFieldValue( Field => 'AccountNumber', Value => $_ ) ) for @$accounts;
  };
  my %number;
  for my $name (qw(Channel Order)) {
    my $field = RT::CustomField->new($system); $done->( $field->Load($name) );
    $number{$name} = $field->Id;
  }
  my $ticket = sub {
    my ($requestor, $queue, $channel, $subject, $when, %more) = @_;
    my $content = MIME::Entity->build( Type => 'text/plain', Charset => 'UTF-8', Data => [ Encode::encode_utf8("About: $subject") ] );
    my %fields = ( Channel => $channel, ( $more{order} ? ( Order => $more{order} ) : () ) );
    my $one = RT::Ticket->new($system);
    my ($id, undef, $message) = $one->Create( Queue => $queue, Subject => $subject, Requestor => $requestor, MIMEObj => $content,
      Status => $more{status} || 'new', map { +"CustomField-$number{$_}" => $fields{$_} } keys %fields );
    die $message unless $id;
    $done->( $one->SetStatus('stalled') ) if $more{stalled};
    # RT writes these itself; the tests need days apart
    $RT::Handle->SimpleQuery( 'UPDATE Tickets SET Created = ?, LastUpdated = ? WHERE id = ?', $when, $when, $id );
  };
  my $article = sub {
    my ($name, $class, $summary, $body, $when) = @_;
    my $one = RT::Article->new($system);
    my ($id, $message) = $one->Create( Name => $name, Class => $class, Summary => $summary );
    die $message unless $id;
    $done->( $one->AddCustomFieldValue( Field => 'Body', Value => $body ) );
    $RT::Handle->SimpleQuery( 'UPDATE Articles SET Created = ?, LastUpdated = ? WHERE id = ?', $when, $when, $id );
  };

  # one company switchboard, twenty extensions behind it
  for my $number (0 .. 19) {
    $person->( "cust$number\@example.com", "Customer $number", [ sprintf( '+3461200%04d', $number ), '+34911234567' ],
      [ sprintf( 'AC%06d', $number ), sprintf( 'AC-%06d', $number ) ] );
  }
  $person->( "o'brien\@example.com", "Nora O'Brien", ['+353861234567'], ["AC-O'1"] );
  $person->( 'umlaut@example.com', "J\x{fc}rgen \"Jupp\" M\x{fc}ller", ['+4930123456'], ['AC-77\\8'] );
  $person->( 'typed@example.com', 'Typed Numbers', [ '612 00 07 00', '+34 612 00 07 01', '0034612000702', '+4915112345603' ], [] );
  # in the field that looks made for it, which the app can't search: see the test of the canary
  $person->( 'mobile.only@example.com', 'Mobile Only', [], [], MobilePhone => '+34655000111' );

  $ticket->( 'cust3@example.com', 'Email', 'mail', 'Invoice 21 was charged twice', '2026-11-10 09:15:00', status => 'open',
    order => 'SO-1021' );
  $ticket->( 'cust3@example.com', 'Phone', 'phone', 'Router does not start', '2026-11-18 16:40:00', stalled => 1 );
  $ticket->( 'cust3@example.com', 'Chat', 'chat', 'Where is my parcel', '2026-10-02 11:05:00', status => 'resolved' );
  $ticket->( 'cust3@example.com', 'Secret', 'mail', 'Not for the desktop', '2026-11-19 08:00:00' );
  $ticket->( 'cust4@example.com', 'Email', 'mail', 'Change of address', '2026-11-19 10:00:00', status => 'open' );
  $ticket->( [ 'cust4@example.com', 'cust5@example.com' ], 'Orders', 'order', 'Order for two', '2026-11-01 12:00:00',
    order => 'SO-2000' );
  $ticket->( "o'brien\@example.com", 'Store', 'store', 'Asked for a larger size', '2026-11-05 17:20:00', status => 'resolved' );
  $ticket->( 'cust6@example.com', 'Phone', 'phone', "Call $_ about the delivery", sprintf( '2026-09-%02d 10:00:00', $_ ), status => 'resolved' )
    for 1 .. 25;

  # for benchmarks: as many as are asked for, each with three tickets
  for my $number ( 1 .. $ENV{TEST_CALLERS} || 0 ) {
    my $email = "caller$number\@example.com";
    $person->( $email, "Caller $number", [ sprintf( '+3469900%04d', $number ) ], [] );
    $ticket->( $email, 'Email', 'mail', "Question $_ of caller $number", "2026-11-0$_ 10:00:00" ) for 1 .. 3;
  }

  for my $number (0 .. 9) {
    $article->( "Refund procedure $number", 'Procedures', "How to refund, case $number",
      "Open the order, press refund. Keyword zebra$number.", sprintf( '2026-10-%02d 08:00:00', $number + 1 ) );
  }
  $article->( 'Salaries', 'Personnel', 'Not for agents', 'Keyword zebra3 too.', '2026-10-20 08:00:00' );
};
my @set_up = do { local @Final; do $ENV{AGENTASSIST_SET_UP} or die $@ || $!; @Final };
# twice: again is harmless. What goes wrong in here is only logged: the last thing written stands for all
@Final = ( @set_up, @set_up, sub { $customers->(); open my $file, '>', "$ENV{TMPDIR}/complete" or die $! } );
1;
