//! What people write above their columns, in English and Arabic.
//!
//! A header is recognised when all its words are accounted for: "Date of incident" is a date of death, "Date of
//! publication" is not, because nothing here knows "publication". So a column that is about an officer, an agency or
//! a report is never taken for one about the dead.

use crate::Field::{self, *};

/// Score of what goes on with a name that another column begins.
pub(super) const CONTINUED: u8 = 2;

/// Phrases for a field; the score says how specific they are, so that of "Date" and "Date of death" the latter wins.
pub(super) const PHRASES: &[(Field, u8, &str)] = &[
    (
        RecordId,
        4,
        "record id, record number, record no, id, uid, rid, unique id, entry id, entry number, رقم السجل, \
         المعرف",
    ),
    (
        RecordId,
        3,
        "no, number, num, nr, serial number, serial no, serial, sn, s n, index, row, row id, row number, \
         case id, case number, case no, victim id, victim number, person id, code, id no, id number, ref, \
         reference number, الرقم, رقم, م, ت, تسلسل, الرقم التسلسلي, رقم تسلسلي, مسلسل, الرقم المتسلسل, \
         رقم القيد, رقم الشهيد, رقم الضحية, الكود, الرمز",
    ),
    (
        PersonNumber,
        4,
        "national id, national number, national id number, national id no, gov id, government id, govt \
         id, identity number, identity card, identity card number, id card, id card number, civil id, \
         civil number, personal number, ssn, social security number, nin, passport, passport number, \
         passport no, الرقم الوطني, رقم الهوية, الهوية, رقم الهوية الوطنية, الهوية الوطنية, الرقم القومي, \
         رقم البطاقة, رقم بطاقة الهوية, رقم جواز السفر, رقم الجواز, السجل المدني, رقم السجل المدني, الرقم \
         المدني, رقم وطني, رقم هوية",
    ),
    (
        FullName,
        5,
        "full name, complete name, full legal name, name and surname, name and family name, first and \
         last name, الاسم الكامل, الاسم كامل, الاسم الثلاثي, الاسم الرباعي, الاسم الخماسي, الاسم والكنية, \
         الاسم واللقب, الاسم والنسبة, الاسم بالكامل, اسم الكامل",
    ),
    (FullName, 4, "name, names, الاسم, اسم, الأسماء"),
    (FullName, 1, "victim, deceased, martyr, الشهيد, الضحية, المتوفى, القتيل"),
    (
        GivenName,
        4,
        "first name, given name, given names, forename, forenames, fname, first, given, christian name, \
         الاسم الأول, الاسم الشخصي, اسم اول",
    ),
    (GivenName, CONTINUED, "middle name, middle names, middle, middle initial, middle initials"),
    (
        FatherName,
        4,
        "father name, father, fathers name, name of father, patronymic, اسم الأب, الأب, اسم الوالد, \
         الوالد, اسم اب",
    ),
    (GrandfatherName, 4, "grandfather name, grandfather, grandfathers name, اسم الجد, الجد"),
    (
        FamilyName,
        5,
        "last name, family name, surname, surnames, lname, second name and surname, الكنية, اسم العائلة, \
         العائلة, النسبة, الاسم الأخير, كنية",
    ),
    (FamilyName, 4, "family, last, tribe, اللقب, لقب, العشيرة"),
    (
        MotherName,
        4,
        "mother name, mother, mothers name, name of mother, اسم الأم, الأم, اسم الوالدة, الوالدة, اسم \
         الأم وكنيتها, اسم ونسبة الأم, اسم وكنية الأم",
    ),
    (
        OtherName,
        4,
        "alias, aliases, aka, also known as, known as, nickname, nicknames, other name, other names, \
         alternative name, alternate name, alternative spelling, alternate spelling, other spelling, \
         kunya, nom de guerre, name variants, اسم الشهرة, الشهرة, الاسم الحركي, اللقب الحركي, أسماء أخرى, \
         اسم آخر",
    ),
    (Sex, 4, "sex, gender, الجنس, جنس, النوع الاجتماعي, ذكر انثى"),
    (Sex, 3, "m f, male female, النوع, sex gender"),
    (
        Age,
        5,
        "age at death, age death, age when killed, age at time of death, العمر عند الوفاة, العمر عند \
         الاستشهاد",
    ),
    (Age, 4, "age, age years, age in years, aged, ages, العمر, السن, عمر, سن, العمر بالسنوات, العمر بالسنة"),
    (Age, 2, "approximate age, estimated age, age range, age group, الفئة العمرية, العمر التقريبي"),
    (
        BirthDate,
        4,
        "dob, d o b, date of birth, birth date, birthday, born, born on, birth, تاريخ الميلاد, تاريخ \
         الولادة, الميلاد, الولادة, تاريخ ميلاد, تاريخ التولد, التولد, المواليد, مواليد, يوم الميلاد",
    ),
    (
        BirthYear,
        4,
        "year of birth, birth year, yob, born year, سنة الميلاد, سنة الولادة, عام الميلاد, عام الولادة, \
         سنة التولد",
    ),
    (BirthMonth, 4, "month of birth, birth month, شهر الميلاد, شهر الولادة"),
    (BirthDay, 4, "day of birth, birth day, يوم الولادة"),
    (
        DeathDate,
        5,
        "date of death, death date, dod, d o d, date of martyrdom, date of killing, date killed, date \
         died, killed on, died on, تاريخ الوفاة, تاريخ الاستشهاد, تاريخ القتل, تاريخ المقتل, تاريخ الموت, \
         تاريخ الإعدام, تاريخ وفاة, تاريخ استشهاد",
    ),
    (
        DeathDate,
        4,
        "date of incident, incident date, date of injury resulting in death, date of event, event date, \
         encounter date, date of attack, date of massacre, date of encounter, تاريخ الحادثة, تاريخ الحدث, \
         تاريخ الحادث, تاريخ الجريمة, تاريخ المجزرة, تاريخ الواقعة, تاريخ الانتهاك, تاريخ وقوع الحادث",
    ),
    (DeathDate, 3, "date, date time, datetime, date and time, تاريخ, التاريخ, اليوم والتاريخ"),
    (DeathDate, 1, "death, died, killed, الوفاة, الاستشهاد"),
    (
        DeathYear,
        4,
        "year of death, death year, year, السنة, العام, سنة الوفاة, عام الوفاة, سنة الاستشهاد, سنة",
    ),
    (DeathMonth, 4, "month of death, death month, month, الشهر, شهر, شهر الوفاة"),
    (DeathDay, 4, "day of death, death day, day, day of month, اليوم, يوم, يوم الوفاة"),
    (Country, 4, "country, البلد, الدولة, بلد, دولة"),
    (
        Region,
        4,
        "state, province, governorate, region, state province, admin1, adm1, admin 1, muhafaza, المحافظة, \
         محافظة, الولاية, الإقليم, ولاية",
    ),
    (
        District,
        4,
        "county, district, subdistrict, sub district, admin2, adm2, admin3, adm3, admin 2, admin 3, \
         المنطقة, منطقة, القضاء, قضاء, الناحية, ناحية, المديرية",
    ),
    (
        Locality,
        4,
        "city, town, village, locality, community, municipality, settlement, city town, city or town, \
         town village, town or village, city village, city town village, المدينة, مدينة, البلدة, بلدة, \
         القرية, قرية, البلدية, المدينة البلدة, البلدة القرية, المدينة القرية, القرية البلدة, المدينة أو \
         القرية, البلدة أو القرية",
    ),
    (
        Neighbourhood,
        4,
        "neighbourhood, neighborhood, quarter, camp, refugee camp, الحي, حي, الحارة, المخيم, مخيم",
    ),
    (
        Address,
        4,
        "address, street address, street, street name, full address, hospital, site, cross streets, \
         intersection, العنوان, الشارع, عنوان, المستشفى, المشفى",
    ),
    (Place, 4, "place, location, area, place name, scene, مكان, المكان, الموقع, موقع, اسم المكان, محل"),
    (Latitude, 4, "latitude, lat, خط العرض, دائرة العرض"),
    (Longitude, 4, "longitude, long, lon, lng, خط الطول"),
    (
        Status,
        4,
        "status, civilian, civilian status, civilian combatant, civilian or combatant, civilian military, \
         combatant, combatant status, military status, الصفة, صفة, الحالة, مدني عسكري, مدني أو عسكري, صفة \
         الضحية, مدني",
    ),
    (Cause, 5, "cause of death, death cause, سبب الوفاة, سبب الاستشهاد, سبب القتل, سبب الموت, سبب المقتل"),
    (
        Cause,
        4,
        "cause, manner of death, means of death, mode of death, method of killing, cause of killing, \
         method of death, طريقة القتل, طريقة الوفاة, طريقة الاستشهاد, سبب, السبب, كيفية القتل",
    ),
    (
        SourceNote,
        4,
        "source, sources, source note, source notes, information source, source of information, \
         reference, references, المصدر, المصادر, مصدر, مصدر المعلومة, مصدر المعلومات, المرجع",
    ),
];

/// Words that tell whose name or age it is: the dead person's.
pub(super) const VICTIM: &str = "victim, victims, deceased, subject, person, dead, killed, martyr, decedent, casualty, fatality, \
     individual, الشهيد, الشهداء, الضحية, الضحايا, المتوفى, المتوفي, القتيل, القتلى, المغدور, الفقيد, \
     المقتول, المرحوم, شهيد, ضحية";

/// Words that tell which date or place it is: that of the death, or of what led to it.
pub(super) const EVENT: &str = "incident, encounter, event, death, killing, killed, injury, resulting, occurrence, occurred, attack, \
     massacre, martyrdom, shooting, violation, الوفاة, الاستشهاد, القتل, المقتل, الحادثة, الحادث, الحدث, \
     الجريمة, المجزرة, الإعدام, الانتهاك, الواقعة, الموت, وقوع, استشهاد, وفاة, مقتل";

/// Words that tell in which language or script a name stands.
pub(super) const LANGUAGE: &str = "arabic, english, ar, en, eng, ara, latin, original, transliterated, transliteration, romanised, \
     romanized, بالعربية, العربية, عربي, بالعربي, بالإنجليزية, بالانكليزية, الإنجليزية, انكليزي, انجليزي, \
     باللغة, بالأجنبية";

/// Words that add nothing to a header.
pub(super) const FILLERS: &str = "of, dd, mm, yy, yyyy, ddmmyyyy, mmddyyyy, yyyymmdd, ddmmyy, mmddyy, yymmdd, the, in, at, on, for, s, \
     a, an, and, or, to, as, by, when, time, في, او, عند, و";

/// Words that stand here only so that compounds with them ("lawenforcementagency", "raceethnicity") can be divided:
/// no phrase holds them.
pub(super) const OTHERS: &str = "law, enforcement, agency, race, ethnicity, officer, report, reported, published, publication, added, \
     updated, modified, created, image, url, link, photo, zip, postal, burial, arrest, detention, \
     residence, origin, height, weight";
