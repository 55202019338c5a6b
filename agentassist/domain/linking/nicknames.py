"""Short and pet forms of given names: English, German, Spanish, French.

Each name stands with what its bearers are called. `alex` is several names' short form and
compatible with all of them, while they are not with each other.
"""

from collections.abc import Mapping

_NAMES = """
abigail: abby abbie gail; abraham: abe bram; adelaide: addie heidi adele; adeline: addie;
adrian: ade adi; adriana: adri ana; agnes: aggie nessie; alan: al; albert: al bert bertie albi;
alberto: beto berto; alejandra: ale alex sandra; alejandro: ale alex;
alexander: al alec aleck alex alexis lex sandy sascha sasha xander zander;
alexandra: alex alexa lexi lexie sandra sandy sascha sasha xandra; alexis: alex lexi lexie;
alfonso: alfon fonso; alfred: al alf alfie fred freddie fredi; alice: ali allie lisi;
alicia: ali allie lisha; alison: ali allie; alistair: al ali; allison: ali allie;
amanda: mandy mandi manda; amelia: amy millie milly emmy;
anastasia: ana stacey stacy tasia nastja; andrea: andi andie drea; andreas: andi andy andre anders;
andrew: andy drew andi; angela: angie angi ange angel geli; angelica: angie angel;
angelina: angie lina angel; anna: ann anne annie anni nan nina anja anuschka;
annabel: anna annie bel belle; annabelle: anna annie belle; anneliese: anne anna liesel lisa;
anthony: tony ant anton; antoine: toine tony; antoinette: toni nettie; anton: toni tony;
antonia: toni tonia toni antje; antonio: toni tony tono antonito; archibald: archie;
arnold: arnie noldi; arthur: art artie turi; ashleigh: ash; ashley: ash; augustus: gus august;
aurelie: lili; barbara: barb barbie babs barbel babsi; bartholomew: bart; beatrice: bea bee trixie;
beatrix: bea trixie; beatriz: bea betty; benedict: ben benny bene; benedikt: ben beni bene;
benjamin: ben benny benni benji benj jamin; bernadette: bernie detta; bernard: bernie bern;
bernhard: bernd berni hardy; bertha: bertie; bethany: beth bethy; bonnie: bon; bradley: brad;
brandon: bran; brendan: bren; bridget: biddy bridie bridgie; brigitte: gitte gitti bibi;
brittany: brit britt; brooklyn: brook brooke; callum: cal; cameron: cam; carla: carly;
carlos: carlitos charly; carmen: carmencita menchu; carolina: carol caro lina;
caroline: carol carrie caro lina line; carolyn: carol carrie lyn; cassandra: cass cassie sandra;
caterina: cat rina; catharina: cathi rina kathi;
catherine: cat cate cath cathy kate kathy katie kitty cathie; cecilia: ceci celia cissy;
charles: charlie charley chuck chas carl charly;
charlotte: charlie lottie lotte lotta charly carla; chelsea: chels; chloe: clo coco;
christian: chris christo; christiane: chris christel nane;
christina: chris chrissy chrissie tina crissy christa;
christine: chris chrissy chrissie tina christel; christoph: chris stoffel toph;
christophe: chris tophe; christopher: chris topher kit christoph kris; claire: clare;
clara: clare clarchen; clarissa: clare rissa; claude: claudi; claudia: claudi clodie;
clifford: cliff; clinton: clint; concepcion: concha conchita; connor: con; constance: connie;
consuelo: chelo; cordelia: delia; cornelia: conny nelly lia; cornelius: neil con; courtney: court;
cristina: cris tina; curtis: curt; cynthia: cindy; dagmar: dagi; daisy: dais; dalton: dal;
damian: dam; daniel: dan danny dani; daniela: dani; danielle: dani danny ellie; daphne: daph;
david: dave davey davy davi; deborah: deb debbie debby debra; debra: deb debbie debby; delia: dee;
denise: denny; dennis: den denny; derek: del; desmond: des; diana: di dee; diane: di;
dietrich: dieter dirk; dolores: lola lolita loli; dominic: dom nic nick dominik;
dominik: dom nik domi; dominique: dom nikki domi; donald: don donnie donny;
dorothea: dora dorle thea doro; dorothy: dot dottie dolly dora; douglas: doug dougie; duncan: dunc;
dylan: dyl; eberhard: hardy ebi; edith: edie; edmund: ed eddie ned; eduard: edi edu;
eduardo: edu lalo; edward: ed eddie eddy ned ted teddy; edwin: ed eddie; eileen: ellie;
eleanor: ellie ella nell nora lena elly; elena: lena nena; eleonore: ella lore nora; elias: eli;
elijah: eli lije; elisabeth: elisa lisa lisbeth sissi liesel elli lilli betty else elsbeth lisi;
elise: lise; eliza: liza;
elizabeth: beth betsy betty bess bessie eliza elsie libby lisa liz liza lizzie lizzy ellie lily;
ella: ellie; ellen: ellie nell; elvira: elvi; emanuel: manny manu; emilia: emmi mila milly;
emily: em emma emmy millie milly emmie; emma: em emmy emmie; enrique: quique kike; erica: ricky;
erik: rik; erin: eri; ernest: ernie; ernestine: erna tina; ernst: erni; esmeralda: esme;
esperanza: espe; esther: essie hettie; ethan: eth; eugene: gene; eva: eve evi evita;
evangeline: eve eva evie; evelyn: eve evie lyn; ezekiel: zeke; federico: fede fico; felicia: feli;
felicity: flick fliss; felix: lix; ferdinand: ferdi nando; fernando: nando fer; fiona: fi;
florence: flo florrie flossie; florian: flo flori; frances: fran francie fanny frankie franny;
francesca: fran frankie cesca; francis: frank fran frankie; francisca: paca paqui fran;
francisco: paco pancho paquito fran curro kiko; francois: franck francis; francoise: fanfan soizic;
franklin: frank; franz: franzl francis; franziska: franzi ziska sissi; frederic: fred freddy;
frederick: fred freddie freddy rick; frederike: rike fredi; friederike: rike friedel fritzi;
friedrich: fritz fiete friedel freddy; gabriel: gabe gabi gab; gabriela: gabi gaby;
gabriele: gabi gaby; gabrielle: gabby gabi gaby elle; gareth: gaz gary; gavin: gav;
genevieve: gen ginny viv; geoffrey: geoff jeff; georg: schorsch jorg jurgen; george: georgie geo;
georgia: georgie gia; georgina: georgie gina; gerald: gerry jerry; geraldine: gerry; gerard: gerry;
gerhard: gerd gert hardy; gertrud: gerti trude traudl; gertrude: gertie trudy; gilbert: gil bert;
gillian: gill gilly jill; giovanni: gianni vanni; giselle: gigi; gloria: glo;
gottfried: friedel gotti; graciela: chela; graham: gray; gregor: greg; gregorio: goyo;
gregory: greg gregg; guadalupe: lupe lupita; guillaume: guy willy; guillermo: memo guille;
gunther: gunni; gustav: gus gusti; gustavo: gus tavo; gwendolyn: gwen wendy lyn;
hannah: han hanna hannchen; hannelore: hanne lore; hans: hansi; harold: hal harry;
harriet: hattie hatty; harrison: harry; harvey: harv; heather: heth;
heinrich: heinz heiner heini hein; helen: nell nellie lena; helena: lena lenchen ella nell;
helene: lena leni lene; helmut: helmi; henrietta: etta hettie henny; henriette: jette henni;
henry: hank harry hal; herbert: bert herb herbie; hermann: manni; hilary: hil;
hildegard: hilde hilda gard; holly: hol; howard: howie; hubert: bert hubsi; hugo: hugh; humphrey: ;
ian: iain; ignacio: nacho nachito; ignatius: iggy; imogen: immy imo; ines: inesita; ingeborg: inge;
irene: reni rena; isaac: ike zac; isabel: isa izzy bel bella belle isi chabela;
isabella: bella izzy issy isa belle bel; isabelle: isa izzy belle bella; isaiah: izzy;
isidora: isi dora; jack: jackie; jackson: jack; jacob: jake jay jakey cob;
jacqueline: jackie jacqui jaq; jaime: jimmy; jakob: jake jockel kobi;
james: jim jimmy jamie jem jay; jane: janie jenny; janet: jan; janine: jan nine; jared: jay;
jasmine: jas jaz jazz jasmin mina; jason: jay; jasper: jas; javier: javi; jean: jeannot;
jeanette: jean nettie; jeffrey: jeff; jemima: jem mima; jennifer: jen jenn jenny jenni;
jeremiah: jerry jem; jeremy: jem jerry jez; jermaine: jerry; jerome: jerry;
jessica: jess jessie jessy jesse jessi; jesus: chuy chucho suso; joachim: jochen achim jo;
joan: joanie; joana: jo; joanna: jo joey annie; joanne: jo annie; jocelyn: joss joy; joel: joey;
johann: hans jo hannes; johanna: hanna hanne jo hansi; johannes: hans hannes johann jo jannes;
john: jack johnny jon johnnie ian; jonas: joni; jonathan: jon jonny nathan jonty johnny nat;
jordan: jordy jory; jorg: georg; jorge: coque jorgito; jose: pepe pepito chepe joselito;
josef: sepp jupp beppo jo; josefa: pepa pepita josefina sefa; josefina: fina pepa jose;
joseph: joe joey jo jos; josephine: jo josie fifi josy fina; joshua: josh joe; joyce: joy;
juan: juanito juancho juanjo; juana: juanita; judith: judy jude judi; julia: jules julie;
julian: jules jul julio; juliana: jules julie ana; julie: jules; julien: ju jules;
juliet: jules julie; juliette: jules julie; julius: jules; jurgen: jorg georg; justin: jus;
justine: tina jus; kaitlyn: kate katie kait kay; karl: kalle charly; karoline: karo line lina;
katharina: kathi katja kati kathe rina nina kat katrin;
katharine: kate kathy katie kat kay kit kitty;
katherine: kate kathy katie kat kay kit kitty kathie; kathleen: kath kathy kate katie kay;
kathryn: kate kathy katie kat kay kathie; katrin: kat kati katja; kayla: kay; kelly: kel;
kenneth: ken kenny; kerry: kez; kevin: kev; kimberley: kim kimmy kimber;
kimberly: kim kimmy kimber; klaus: klausi niklas; konrad: conny kurt konni;
konstantin: kostja kosta stan; kristen: kris; kristina: kris kristi tina; kristine: kris tina;
kyle: ky; lachlan: lachie lockie lach lachy; lauren: laurie lori ren; laurence: larry lori;
laurent: lolo; lawrence: larry laurie lawrie loz; leandra: lea; leo: lee; leon: leo lee;
leonard: len lenny leo; leonardo: leo nardo; leonhard: leo hardl; leonie: leo loni;
leopold: leo poldi; leslie: les; lillian: lil lily lilly; lily: lil lilly lillian;
linda: lin lindy; lindsay: lin linz; logan: lo; lorenz: lenz; lorenzo: loren renzo;
lorraine: lori rainey; lothar: lolo; louis: lou louie lewis; louisa: lou lulu;
louise: lou lulu lise; lourdes: lulu; luca: luc; lucas: luke luc; lucia: lucy luz lucita;
lucille: lucy lou; lucinda: lucy cindy; lucy: lu; ludwig: lutz wiggerl lude; luis: lucho luisito;
luisa: lu luisita; lukas: luke luki; luke: lukey; lydia: lyd lid; mackenzie: mac kenzie mack;
maddison: maddy maddie mads; madeleine: maddy maddie mads made; madeline: maddy maddie mads;
madelyn: maddy maddie; madison: maddy maddie mads; magdalena: magda lena leni lenchen;
makayla: kayla mak; malcolm: mal; manfred: manni fred fredi; manuel: manolo manu lolo;
manuela: manu ela; marc: marco; marcel: marc celo; marcus: marc mark;
margaret: maggie meg megan meggie peg peggy marge margie greta daisy rita madge;
margarete: grete gretel gretchen greta rita marga; margarita: marga rita; marguerite: margot;
maria: mia marie mimi mari mitzi maja ria maruja; mariana: mari ana; marianne: mari anne nanni;
marie: mimi manon; marilyn: mari lyn; marion: mari; marjorie: marge margie; mark: marco markie;
markus: mark maggus; marlene: marla lene leni; martha: marty mattie marthe; martin: marty mart;
martina: tina marti; marvin: marv; mary: molly polly mae mamie may maria; mateo: teo; mathew: matt;
mathilda: tilly tilda mattie; mathilde: tilde hilde thilde; matilda: tilly tilda mattie;
matteo: teo; matthew: matt matty mat thew; matthias: matze hias mats matti; maureen: mo; max: maxi;
maximilian: max maxi max; maxine: max maxi; maxwell: max; megan: meg meggie meggy; meghan: meg;
melanie: mel melly mela lanie; melinda: mel mindy linda; melissa: mel lissa missy;
mercedes: merche meche; michael: mike mick mickey micky mikey michi mitch;
michaela: michi ela kayla micky; michel: mimi michou; michelle: shelly mitch chelle michi;
miguel: migue miguelito; mikaela: mika kayla; mikayla: kayla mik; mildred: millie milly;
miranda: mira randy; miriam: mimi miri mia; mitchell: mitch; mohammed: mo mohamed muhammad;
monica: mon moni; monika: moni mona; montserrat: montse; morgan: mo; moritz: mo; muhammad: mo;
nadine: nadi; nancy: nan; naomi: nomi; natalia: nat talia natasha nati;
natalie: nat nattie talie nati; natasha: nat tasha; nathan: nat nate; nathaniel: nat nate nathan;
neil: neal; nicholas: nick nicky nic nico niko nik colin claus; nicola: nicky nic niki nikki;
nicolas: nico nick nic; nicole: nicky nikki nic nikky coco niki; nikolaus: klaus niko nick nikki;
nina: nini; noah: noa; noelle: elle; norbert: bert nobby norbi; norman: norm; octavia: tavi;
oliver: ollie olly oli; olivia: liv livvy ollie livia; oscar: ozzie; oskar: ossi; oswald: oz ozzie;
otto: ottl; pamela: pam; pascal: paso; patricia: pat patsy patty tricia trish paddy tina patti;
patricio: pato; patrick: pat paddy rick patty; patrik: pat; paul: pauly pablo; paula: pauli polly;
paulina: lina pauli; pauline: polly line; pedro: perico pedrito; peggy: peg; penelope: penny nell;
percival: percy; peter: pete petey; petra: petri; petronella: nella; philip: phil pip;
philipp: phil lipp; philippa: pip pippa; philippe: phil fifi; phillip: phil pip; phoebe: phoeb;
pierre: pierrot; pilar: pili; prudence: prue; rachel: rach rachie; rafael: rafa rafi;
raimund: rai mundi; rainer: rai; ramon: moncho; randall: randy; randolph: randy;
raphael: rafe rafi raf; raquel: rachi; raymond: ray; rebecca: becca becky bec becks;
rebekah: becca becky bec; regina: gina reggie reni; reginald: reg reggie; reinhard: hardy reini;
reinhold: reini holdi; renate: reni nate nati; rene: reni; reuben: rube; ricardo: ricky rick rico;
richard: dick rich richie rick ricky richi; robert: bob bobby rob robbie robin bert robi;
roberta: bobbie robbie; roberto: beto tito robi; robin: rob robbie; roderick: rod rick;
rodney: rod; rodolfo: rudy fito; rodrigo: rodri; roger: rog; roland: roli rolli;
ronald: ron ronnie ronny; ronan: ron; rosa: rosita rosi; rosalie: rosa rose; rosalind: ros rosie;
rosario: charo; rose: rosie; rosemarie: rosi romy; rosemary: rose rosie romy; rosie: rose;
rowena: ro; ruby: rubes; rudolf: rudi rolf; rudolph: rudy; rupert: rupe; russell: russ;
ruth: ruthie; sabine: bine biene sabi; sabrina: bri sabi; sally: sal; salvador: chava salva;
samantha: sam sammy mandy; samuel: sam sammy; sandra: sandy sandi; santiago: santi chago yago;
sara: sari; sarah: sadie sally sal; saskia: sassi; scarlett: scar; scott: scotty; sean: shaun;
sebastian: seb bas basti seppi; sebastien: seb bastien; selina: lina sel; sergio: checho;
shannon: shan; sharon: shaz; shaun: sean; sheila: shell; shirley: shirl; sidney: sid;
siegfried: sigi siggi friedel; sienna: sen; sigmund: sigi; silvia: silvi; simon: si;
simone: mone simi; skye: sky; sofia: sofi; solomon: sol; sonia: soni; sophia: sophie soph fia;
sophie: soph; spencer: spence; stanley: stan; stefan: steffen stef; stefanie: steffi stef steff;
stella: stel; stephan: steff; stephane: steph; stephanie: steph stephie steffi fanny;
stephen: steve stevie steph; steven: steve stevie; stewart: stew stu; stuart: stu stew;
susan: sue susie suzie suzy; susana: susi; susanna: sue susie sanna; susanne: susi sanne sanni;
suzanne: sue suzie suzy; sybille: billa bille; sydney: syd; sylvia: syl; tabitha: tabby;
talia: tal; tamara: tam tammy mara; tamsin: tam; tanya: tan; tatiana: tania tati;
tatjana: tanja tani; taylor: tay; terence: terry; teresa: tere teresita resi; theo: ted;
theodor: theo teddy; theodora: thea dora; theodore: ted teddy theo;
theresa: terry tess tessa tracy resi; therese: resi thesi; thomas: tom tommy thom tomi tommi;
tiffany: tiff; timothy: tim timmy; tobias: tobi toby; tracey: trace; travis: trav; trevor: trev;
tristan: tris; tyler: ty; tyson: ty; ulrich: uli ulli; ulrike: uli rike ulli;
ursula: uschi ulla ursel; valentin: vale tino; valentina: val vale tina; valeria: vale val;
valerie: val; vanessa: nessa ness van; verena: vreni vreneli; veronica: vero ronnie roni;
veronika: vroni vero; victor: vic vik; victoria: vic vicky vicki tori toria vikki;
viktor: vik vitja; viktoria: vicky viki vroni; vincent: vin vince vinnie vinny; vincenz: zenz;
violet: vi; virginia: ginny ginger virgie; vivian: viv; vivienne: viv; volker: volki;
walter: wally walt wat; waltraud: traudl traudi; wendy: wen; wilfred: wilf fred;
wilhelm: willi willy helm wim; wilhelmina: mina minna willa; wilhelmine: minna helmi mine;
william: bill billy liam will willie willy; winifred: winnie freddie; wolfgang: wolf wolfi;
xavier: xav javi; ximena: mena; yolanda: yoli; yvette: yvie; yvonne: evi; zachariah: zac zach zack;
zacharias: zach; zachary: zac zach zack zak; zoe: zo;
"""


def _table() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in _NAMES.replace("\n", " ").strip(" ;").split("; "):
        name, short = entry.split(": ")
        found[name] = frozenset((name, *short.split()))
    return found


_NONE: frozenset[str] = frozenset()
_CALLED = _table()
_FORMAL: dict[str, set[str]] = {}
for _name, _forms in _CALLED.items():
    for _form in _forms:
        _FORMAL.setdefault(_form, set()).add(_name)


def same_given_name(a: str, b: str) -> bool:
    """Whether folded `a` and `b` can be one person's given name: `liz` and `elizabeth`.

    Two short forms count when they belong to one name: `liz` and `betty`.
    """
    return not _FORMAL.get(a, _NONE).isdisjoint(_FORMAL.get(b, _NONE))


def is_given_name(word: str) -> bool:
    """Whether folded `word` is a given name or a short form that is known here."""
    return word in _FORMAL


def names() -> list[str]:
    """The names that have short forms here."""
    return sorted(_CALLED)


def short_forms(name: str) -> frozenset[str]:
    """What bearers of `name` are called, the name itself included."""
    return _CALLED.get(name, frozenset((name,)))
