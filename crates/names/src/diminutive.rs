//! English given names and their short and familiar forms.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Each line is one name with its forms; a form may stand in several lines. Names for men and for women that share a
/// form (Pat, Sam) keep lines of their own, so that Patrick and Patricia stay apart.
const GROUPS: &str = "
aaron ron ronnie
abigail abby abbie gail
abraham abe abram
adam ad addy
adelaide addie adele
albert al bert bertie albie
alexander alex alec lex sandy xander sasha aleksander alexandre alejandro
alexandra alex sandra sandy lexi alexa sasha
alfred al alf alfie fred freddie
alice allie alyce alicia
allan alan allen al
allison alison alyson allie
amanda mandy manda
amelia millie amy emilia
andrew andy drew andre andrei andres
angela angie angel
ann anne anna annie nan nancy nina ana
anthony antony tony anton antonio
arthur art artie
augustus gus august
barbara barb barbie babs barbra
bartholomew bart
beatrice bea bee trixie beatrix
benjamin ben benny benji benjie
bernard bernie barney
bethany beth
beverly bev beverley
bradley brad
brandon bran brandyn branden
brenda bren
brian bryan bryant
bridget biddy bridie brigid
calvin cal
cameron cam
carl karl karel
caroline carol carrie caro carolyn lyn carolina
carol carole karol caroll carroll
casey kasey
cassandra cassie sandra cass
catherine katherine kathryn kate katie kathy cathy kit kitty kay cathryn catharine katharine katrina kat katy
cecilia celia cissy cecily
charles charlie chuck chas carlos chaz
charlotte lottie charlie char
chester chet
christine chris tina christina chrissy kristina kristine christy kristin kristen
christopher chris kit topher kristopher christoph
clifford cliff
clinton clint
constance connie
curtis curt kurt
cynthia cindy cyndi
daniel dan danny
danielle dani danni
david dave davey davy davie
deborah debbie deb debra debora
delores dolores lola dee
dennis denny denis denys
derek derrick derick deric
diane diana di dianne dyan
dominic dom dominick
donald don donnie donny
donna dona
dorothy dot dottie dolly dora
douglas doug dougie
dwayne duane dwane
earl earle
edith edie
edmund ed eddie ned
edward ed eddie ned ted teddy eduardo
eileen aileen ilene
eleanor ellie nell nora lenore elinor
elizabeth liz lizzie beth betty bess betsy eliza elsie libby lisa elisabeth elisa bette lizbeth
ellen ellie nell helen elen
emily em emmy emilie
emma em emmie
eric erik erich
ernest ernie
esther essie ester
eugene gene
evelyn eve evie
ezekiel zeke
florence flo florrie flora
frances fran francie fanny francesca
francis frank frankie francisco
franklin frank frankie
frederick fred freddie freddy rick fredrick frederic
gabriel gabe
gabrielle gabby gaby
gary garry
geoffrey jeff geoff jeffrey jeffery jeffry
george georgie jorge
gerald gerry jerry jerald gerard
gertrude gert trudy
gilbert gil bert
gladys glad
glenn glen
grace gracie
gregory greg gregg
gwendolyn gwen wendy
hannah hanna
harold hal harry
harry henry hank hal harrison
harriet hattie
heather hettie
helen nell nellie elena helena
henry hank harry hal
herbert herb bert
howard howie
hugh hughie hugo
ian iain
ignatius iggy
isaac ike zac isaak
isabel bella belle izzy isabella isabelle isobel
jacob jake jakob
jacqueline jackie jacquelyn jacqui
james jim jimmy jamie jimmie jem
jane janie jayne
janet jan janette
jason jay jayson
jean jeannie
jennifer jen jenny jenn jennie
jeremiah jerry jeremy jem
jeremy jerry jem
jerome jerry
jessica jess jessie jessi
joan joanie joann joanne jo
joanna jo joanne johanna
john jack johnny jon johnnie jock sean shaun shawn jhon
jonathan jon jonny jonathon johnathan
joseph joe joey jos jose josef
josephine jo josie
joshua josh
joyce joy
judith judy judi
julia julie jules julianna
julian jules julio
justin jus
karen karin karyn caryn
kelly kelley kellie
kenneth ken kenny
kevin kev
kimberly kim kimberley kimmy
kristen kirsten kristin
lawrence larry laurence lars
leah lea
leonard leo len lenny leon
leroy roy
leslie les lesley
lewis louis lou lew louie luis
lillian lily lil lilly lilian
linda lindy lynn lynda
lloyd loyd
loretta lori
louise lou louisa lulu
lucas luke lukas luca
lucy lucille lucinda lucie
lydia lyddie
madeline maddie maddy madeleine madelyn
malcolm mal
marcus mark marc marcos
margaret maggie meg peg peggy marge margie rita greta daisy marguerite margarita
maria marie mary mia mariah
marilyn marylyn
mark marc marcus
martha mattie patty
martin marty martyn
marvin marv
mary molly polly mamie may mae marie maria
matilda tilly mattie
matthew matt mathew matty mateo
maurice mo morris moe
maxwell max maximilian maximus
megan meg meghan meagan
melanie mel
melissa mel lissa missy
melvin mel melvyn
michael mike mick mickey micky mikey miguel micheal
michelle shelly michele chelle
mildred millie
mitchell mitch
mohammed mohamed mohammad mohamad muhammad muhammed mohd muhd mhd md
morris mo morry
moses moe mose
nancy nan
natalie nat natalia
nathaniel nat nate nathan nathanael
nathan nate nat
neil neal neill
nelson nels
nicholas nick nicky nicolas nikolas nico klaus
nicole nikki nicki nichole nicola
norman norm
oliver ollie
oscar ossie oskar
pamela pam
patricia pat patty tricia trish patsy patti
patrick pat paddy
paul pablo paulie pauly
paula pauline polly
penelope penny
peter pete pedro piotr
philip phil phillip pip felipe
phyllis phyl
priscilla cilla
rachel rae rachael
ralph rafe
randall randy randal randolph
raymond ray raymundo
rebecca becky becca bec rebekah
reginald reg reggie
rhonda ronda
richard rick dick rich ricky richie ricardo ritchie
robert bob rob bobby robbie bert robin roberto bobbie
roberta bobbie
roderick rod roddy
rodney rod
roger rog rodger
roland rollo rolly
ronald ron ronnie ronny
rose rosie rosa
rosemary rose rosie romy
roxanne roxy roxane
russell russ rusty russel
ruth ruthie
samantha sam sammy
samuel sam sammy sammie
sandra sandy
sarah sara sally sadie sarrah
sean shaun shawn
sharon shari sharron
sheila sheelagh shelagh
shirley shirl
sidney sid sydney syd
silvia sylvia
solomon sol solly
sophia sophie sofia sofie
stacy stacey stacie
stanley stan
stephanie steph stefanie
stephen steve steven stevie stephan stefan esteban
stuart stewart stu
susan sue susie suzy suzanne susanna suzie suzanna
sylvester sly
tamara tammy tamra
teresa theresa terry tess terri tessa therese
terence terry terrence terrance
theodore ted teddy theo
thomas tom tommy tomas thom
tiffany tiff
timothy tim timmy
tobias toby
tracy tracey traci
trevor trev
tyler ty
tyrone ty
valerie val
vanessa nessa
vernon vern
veronica vera ronni
victor vic viktor
victoria vicky vicki tori vickie
vincent vince vinny vin vicente
viola vi
virginia ginny ginger
vivian viv vivienne
wallace wally
walter walt wally
warren ren
wayne waine
wendell dell
wesley wes
wilfred wilf fred
wilhelmina minnie mina
william bill will billy willie liam willy guillermo wm
winifred winnie freda
winston win
zachary zach zack zac zachariah
";

static OF: LazyLock<FxHashMap<&'static str, Vec<u16>>> = LazyLock::new(|| {
    let mut of: FxHashMap<&str, Vec<u16>> = FxHashMap::default();
    for (number, line) in (0u16..).zip(GROUPS.lines()) {
        line.split(' ')
            .filter(|form| !form.is_empty())
            .for_each(|form| of.entry(form).or_default().push(number));
    }
    of
});

/// Whether two names stand in one group: Bill and William, Bob and Rob. Both in lower case.
pub fn related(a: &str, b: &str) -> bool {
    match (OF.get(a), OF.get(b)) {
        (Some(x), Some(y)) => x.iter().any(|number| y.contains(number)),
        _ => false,
    }
}

/// A bit for each group that the name stands in, of 32 that the groups share: two names without a common bit are not
/// [`related`], and a name without any stands in none.
pub fn groups(name: &str) -> u32 {
    OF.get(name).map_or(0, |numbers| numbers.iter().fold(0, |set, number| set | 1 << (number & 31)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        for (a, b) in [
            ("bill", "william"),
            ("bob", "robert"),
            ("peggy", "margaret"),
            ("jon", "john"),
            ("steven", "stephen"),
        ] {
            assert!(related(a, b) && related(b, a), "{a} {b}");
        }
        for (a, b) in [("patrick", "patricia"), ("john", "joan"), ("samuel", "samantha"), ("bill", "robert")]
        {
            assert!(!related(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_table_of_size() {
        assert!(GROUPS.lines().filter(|l| !l.is_empty()).count() > 150);
        assert!(GROUPS.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'\n')));
    }
}
