//! Common Arabic names, to tell in Latin letters which spellings can be one name.
//!
//! Two Latin spellings are variants when they can stand for the same of these names and for no other: Khalid and
//! Khaled, but not Salim and Salem. The list is of given names that any directory has; it names no person.

use crate::arabic;
use crate::script::Script;
use crate::skeleton::{key, skeleton};
use crate::transliterate::renders;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// The names in the normalised spelling.
const NAMES: &str = "
محمد محمود احمد حامد حميد حمد حماد حماده حمدي حمدان حمود حسن حسين حسان حسني حسنين احسان محسن حسام علي علاء علا
علياء عاليه عمر عمار عامر عمير عمرو عمران معمر امير اميره امين امينه امنه ايمن ايمان امل امال اماني جمال جميل جميله
جمعه كمال كامل كميل خالد خليل خلود خلف خليفه سالم سليم سلمان سليمان سلمى سلامه سلام سلوى سلطان سمير سميره سامر سامي
ساميه سميح سامح سماح سماهر سمر ساره سعيد سعد سعاد سعاده سعود اسعد سعديه سيد سيف صلاح صالح مصلح صفاء صفيه صبري صبحي
صباح صابر صابرين صادق صديق كريم كريمه كرم اكرم كارم كرامه مكرم يوسف يونس يعقوب ياسين ياسر ياسمين يحيى يزن يزيد ابراهيم
اسماعيل اسحاق ادريس ايوب الياس الهام الاء اسامه اسماء اسيل اسلام اسراء انس انيس انور اشرف ادهم ادم ايهاب اياد ايات ايه
اياس اكثم امجد ماجد مجيد مجد مجدي ماهر مهران مهند مهدي هدى هادي هادي هاديه هاني هناء هنادي هند هنيه هيثم هيام هبه هشام
هاشم هلال هاله هيفاء هارون موسى عيسى مصطفى مرتضى مرعي مروان مروه مريم مازن مالك ملاك مامون ممدوح منال منذر منصور
مناف منير منيره منى مها معاذ معاويه معتز معتصم مصعب مويد مومن موفق محيي مبارك مراد مسعود مشعل مطيع معين مفيد نادر
نادره ناديه ناصر نصر نصار نصير ناجي نجيب نجاح نجلاء نجوى نبيل نبيله نبيه نداء ندى نديم نزار نسرين نسيم نسيمه نعيم
نعيمه نعمه نعمان نهاد نهى نهله نواف نوال نور نورا نوره نوح نايف نضال نظمي نمر نيفين راشد رشيد رشاد رشدي رشا رائف
راضي رامي رايد رباب ربيع رجاء رجب رحاب رحيم رحمه رزق رضا رضوان رغد رفعت رفيق رقيه رمزي رمضان رنا رنيم رند رهف روان رياض
ريان ريم ريما زاهر زهير زهره زهراء زياد زيد زيدان زين زينب زينه زكريا زكي زكيه زايد جابر جاسم جعفر جلال جهاد جواد
جودت جنى جنان جوري جورج حاتم حازم حافظ حبيب حبيبه حرب حسيب حسناء حكيم حلا حليمه حمزه حنان حنين حياه حيدر خديجه خضر
خلدون خميس خيري داود ديب دانا دانيه دعاء ديما ديانا دلال ذياب طارق طالب طاهر طلال طلعت طلحه طه عادل عارف عاصم عاطف
عايشه عايد عايده عباس عبله عبير عبيده عثمان عدنان عدي عروه عزام عزت عزيز عزيزه عصام عطا عطيه عفاف عقيل عماد عهد عوض
عوني غاده غازي غالب غسان غنام غيث فادي فاديه فارس فاروق فاطمه فايز فايزه فتحي فتحيه فجر فداء فرح فرج فراس فريد
فريده فضل فهد فهمي فواد فواز فوزي فوزيه فيصل قاسم قصي قيس كنان كنعان كاظم لطفي لطيفه لمى لمياء لوي ليث ليلى لين لينا
لبنى ليان مايا ميار ميرا ميساء ميسون ميس مي شادي شاديه شاكر شاهين شحاده شرف شريف شريفه شعبان شفيق شهد شهاب شوقي شيماء
شيرين شيخ شمس تامر تالا تيسير تهاني توفيق ثاير ثابت ولاء وائل وايل وليد وسام وسيم وصفي وفاء وفيق وجيه وداد وردة ورده
بلال بسام باسم باسل بسمه بشار بشير بشرى بكر بدر بدري براء بهاء بهيه بيان بتول بثينه بيسان جبريل جبر جيهان جمانه
ضياء ضحى ضاهر ظاهر ظافر عبدالله
احلام ارام اروى اريج ازهار اسعاد اصيل افنان الفت انتصار انصاف انعام اوس ايلاف باهر بدران بدريه بديع بديعه
براءه بهجت بهيج تحسين تغريد تمارا تماضر تيم ثريا ثناء جاد جاسر جدوع جليل جليله جوليا جوهره حاكم حجازي حذيفه
حسيبه حكمت حموده حميدان حنظله خالده خطاب خوله داليا درويش دنيا دينا راغب رافع رامز رانيا راويه ربا رستم
رشيده رضيه رفيقه رهام روى ريتا ريحان رينا ريهام زاهي زياده ساجد ساجده سالي ساهر سحر سدره سديم سرور سعيده
سفيان سليمه سما سميه سناء سند سندس سهاد سهام سهى سهيل سهيله سوزان سوسن شاهر شذى شروق شفيقه شكري شمسه شهلا
شهيره صابره صبا صخر صفوان صقر صهيب ضرغام طيب ظريفه عابد عاهد عبود عبيد عدوان عذراء عرفات عرفه عزمي عزه عصمت
عطاف عفيف عفيفه علوان عليا عليان عنان عنتر عواد عيد غالي غاليه غدير غفران غيداء فاتح فاتن فارع فايد فتون
فدوى فرحات فرحان فردوس فرقان فطيمه فكري فله فليحه فوزان قحطان قدري قمر كايد كفاح كوثر لارا لجين لما ليلاس
ماجده ماريا مايسه مثنى مجاهد محاسن محبوبه مختار مخلص مرام مرح مشاري مطر مفلح ملك منار منيب مهجه موده مونس
ميسره ميمونه ناديا ناصيف ناهد نبهان نجم نجيبه نرمين نزيه نسمه نصره نمير نوف نيروز هاجر هايل هدايه هديل
همام هنيده هيا واصف وايله ورود وعد وعيد وفيقه وهيب يافا يامن يسر يسرى يقين يمان يمنى";

/// By the lower half of the skeleton's key.
static BY_KEY: LazyLock<FxHashMap<u32, Vec<Vec<char>>>> = LazyLock::new(|| {
    let mut names: Vec<&str> = NAMES.split_whitespace().collect();
    names.sort_unstable();
    names.dedup();
    let mut by_key: FxHashMap<u32, Vec<Vec<char>>> = FxHashMap::default();
    for name in names {
        by_key
            .entry(key(&skeleton(name, Script::Arabic)) as u32)
            .or_default()
            .push(arabic::strip_article(name).chars().collect());
    }
    by_key
});

/// All of them as they are written.
static SPELLED: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| NAMES.split_whitespace().collect());

/// Whether a normalised Arabic word is a common given name as it stands, or a name of God that follows Abd al-.
pub fn is_name(word: &str) -> bool {
    SPELLED.contains(word) || OF_GOD.contains(&word)
}

/// Names of God that are no names of people without Abd al-.
const OF_GOD: [&str; 8] = ["جبار", "رحمن", "رزاق", "سميع", "عال", "غفار", "قادر", "وهاب"];

/// The common names that a Latin spelling with this key can stand for, as a set of bits in the order of the list. Two
/// spellings with one key mean the same if their sets are equal and not empty.
pub fn meanings(key: u32, latin: &[u8]) -> u64 {
    let Some(names) = BY_KEY.get(&key) else { return 0 };
    let bits = names.iter().take(64).enumerate();
    bits.filter(|(_, name)| renders(name, latin)).fold(0, |set, (i, _)| set | 1 << i)
}

/// Whether the Arabic word with this key is a common name, without its article.
pub fn knows_arabic(key: u32, arabic: &str) -> bool {
    BY_KEY.get(&key).is_some_and(|names| names.iter().any(|name| name.iter().copied().eq(arabic.chars())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let (x, y) = (key(&skeleton(a, Script::Latin)), key(&skeleton(b, Script::Latin)));
        let (meant, other) = (meanings(x as u32, a.as_bytes()), meanings(y as u32, b.as_bytes()));
        x == y && meant != 0 && meant == other
    }

    #[test]
    fn one_name_in_many_spellings() {
        for (a, b) in [
            ("mohamed", "muhammad"),
            ("khalid", "khaled"),
            ("hussein", "husayn"),
            ("yusuf", "youssef"),
            ("said", "saeed"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn two_names_in_like_spellings() {
        for (a, b) in [
            ("salim", "salem"),
            ("muhammad", "mahmoud"),
            ("jamal", "jamil"),
            ("ali", "alia"),
            ("omar", "ammar"),
            ("saad", "said"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn no_set_overflows() {
        assert!(BY_KEY.values().all(|names| names.len() <= 64));
    }
}
