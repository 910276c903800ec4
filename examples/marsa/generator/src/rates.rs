//! How often each list goes wrong, in which way: the constants behind the table in the README.

/// The probability of each slip, per row unless a comment says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Rates {
    /// A name (of a person or a place) in another of its spellings, per name. In Arabic: hamza dropped, final letters
    /// exchanged, "Abd" joined; only names with such a letter can change.
    pub respelled: f64,
    /// The article of a family name dropped or written another way, where there is one.
    pub article: f64,
    /// One letter wrong, missing, doubled or exchanged in one part of the name.
    pub typo: f64,
    /// No father's name.
    pub father_missing: f64,
    /// No mother's name.
    pub mother_missing: f64,
    /// No sex.
    pub sex_missing: f64,
    /// No age.
    pub age_missing: f64,
    /// Age one year off.
    pub age_off_by_one: f64,
    /// Age rounded to ten, of those aged 20 and more.
    pub age_rounded: f64,
    /// No date.
    pub date_missing: f64,
    /// Date one day off.
    pub date_off_by_one: f64,
    /// Day and month exchanged, where the day could be a month.
    pub day_month_swapped: f64,
    /// The district and no town.
    pub district_only: f64,
    /// No quarter, where there is one.
    pub quarter_missing: f64,
    /// A number in Arabic-Indic digits, per cell with a number.
    pub arabic_digits: f64,
    /// The same victim a second time in the same list.
    pub repeated: f64,
}

/// Marsa Monitors: careful, but far from the families. Writes the quarter in place of the town.
pub const MONITORS: Rates = Rates {
    respelled: 0.15,
    article: 0.20,
    typo: 0.03,
    father_missing: 0.35,
    mother_missing: 1.0,
    sex_missing: 0.02,
    age_missing: 0.10,
    age_off_by_one: 0.08,
    age_rounded: 0.05,
    date_missing: 0.02,
    date_off_by_one: 0.06,
    day_month_swapped: 0.04,
    district_only: 0.08,
    quarter_missing: 0.60,
    arabic_digits: 0.0,
    repeated: 0.01,
};

/// The Central Hospital's register: written in haste, its dates are those of the burial permit.
pub const HOSPITAL: Rates = Rates {
    respelled: 0.25,
    article: 0.10,
    typo: 0.04,
    father_missing: 0.25,
    mother_missing: 1.0,
    sex_missing: 0.03,
    age_missing: 0.05,
    age_off_by_one: 0.10,
    age_rounded: 0.10,
    date_missing: 0.01,
    date_off_by_one: 0.12,
    day_month_swapped: 0.03,
    district_only: 0.15,
    quarter_missing: 0.40,
    arabic_digits: 0.08,
    repeated: 0.012,
};

/// The Families' Association: they knew the dead.
pub const FAMILIES: Rates = Rates {
    respelled: 0.15,
    article: 0.08,
    typo: 0.015,
    father_missing: 0.03,
    mother_missing: 0.12,
    sex_missing: 0.0,
    age_missing: 0.04,
    age_off_by_one: 0.06,
    age_rounded: 0.02,
    date_missing: 0.01,
    date_off_by_one: 0.03,
    day_month_swapped: 0.01,
    district_only: 0.02,
    quarter_missing: 0.20,
    arabic_digits: 0.10,
    repeated: 0.008,
};

/// The Herald's own reports.
pub const HERALD: Rates = Rates {
    respelled: 0.35,
    article: 0.35,
    typo: 0.05,
    father_missing: 0.80,
    mother_missing: 1.0,
    sex_missing: 0.05,
    age_missing: 0.15,
    age_off_by_one: 0.10,
    age_rounded: 0.10,
    date_missing: 0.03,
    date_off_by_one: 0.12,
    day_month_swapped: 0.03,
    district_only: 0.20,
    quarter_missing: 0.70,
    arabic_digits: 0.0,
    repeated: 0.01,
};

/// What the Herald adds to the slips that stand in the row it copies. Here "respelled" and "article" are one: the whole
/// name written anew.
pub const HERALD_COPY: Rates = Rates {
    respelled: 0.06,
    article: 0.06,
    typo: 0.03,
    father_missing: 0.0,
    mother_missing: 1.0,
    sex_missing: 0.0,
    age_missing: 0.02,
    age_off_by_one: 0.01,
    age_rounded: 0.0,
    date_missing: 0.01,
    date_off_by_one: 0.02,
    day_month_swapped: 0.0,
    district_only: 0.05,
    quarter_missing: 0.0,
    arabic_digits: 0.0,
    repeated: 0.01,
};

/// The rates as the README shows them, in Markdown.
pub fn table() -> String {
    type Rate = (&'static str, fn(&Rates) -> f64);
    let rows: [Rate; 16] = [
        ("a name spelled another way (per name)", |r| r.respelled),
        ("article of the family name dropped or written another way", |r| r.article),
        ("typing error in the name", |r| r.typo),
        ("no father's name", |r| r.father_missing),
        ("no mother's name", |r| r.mother_missing),
        ("no sex", |r| r.sex_missing),
        ("no age", |r| r.age_missing),
        ("age one year off", |r| r.age_off_by_one),
        ("age rounded to ten (from 20)", |r| r.age_rounded),
        ("no date", |r| r.date_missing),
        ("date one day off", |r| r.date_off_by_one),
        ("day and month exchanged (where the day could be a month)", |r| r.day_month_swapped),
        ("district only", |r| r.district_only),
        ("no quarter (where there is one)", |r| r.quarter_missing),
        ("Arabic-Indic digits (per number)", |r| r.arabic_digits),
        ("the same victim twice in the list", |r| r.repeated),
    ];
    let lists = [MONITORS, HOSPITAL, FAMILIES, HERALD, HERALD_COPY];
    let mut text = String::from(
        "| slip, in percent | monitors | hospital | families | herald, own | herald, added to a copy |\n",
    );
    text.push_str("|---|--:|--:|--:|--:|--:|\n");
    for (name, rate) in rows {
        let cells: Vec<String> = lists.iter().map(|list| percent(rate(list))).collect();
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

fn percent(rate: f64) -> String {
    let tenths = (rate * 1000.0).round() as u32;
    match tenths % 10 {
        0 => format!("{}", tenths / 10),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_exact() {
        assert_eq!(
            (percent(0.015), percent(0.29), percent(1.0), percent(0.0)),
            ("1.5".into(), "29".into(), "100".into(), "0".into())
        );
    }
}
