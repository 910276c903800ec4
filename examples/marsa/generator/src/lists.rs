//! Who is on which list.
//!
//! A list hears of a victim with odds that multiply: how large the town is, how near, whether many fell together, and how
//! much notice the victim gets ([`Notice`]), which all lists share.

use crate::{
    people::{Notice, Victim},
    places::Size,
    random::Random,
    rates::{self, Rates},
    slips::{self, Entry},
    spelling::Script,
};

/// The index of the only district that the Families' Association covers (Qasab).
pub const FAMILIES_DISTRICT: usize = 0;
/// The odds of Marsa Monitors before all else.
const MONITORS_ODDS: f64 = 1.55;
/// The odds of the Central Hospital before all else.
const HOSPITAL_ODDS: f64 = 1.85;
/// How easily the dead of each district reach the hospital, which stands in the second.
const HOSPITAL_REACH: [f64; 8] = [0.9, 2.5, 1.0, 1.3, 0.6, 0.6, 0.3, 0.4];
/// The odds of the Families' Association in its district.
const FAMILIES_ODDS: f64 = 3.5;
/// The share of the monitors' rows that the Herald copies: of those killed in massacres, and of others.
const HERALD_COPIES: (f64, f64) = (0.50, 0.30);
/// The odds that the Herald's own reporters hear of a victim.
const HERALD_ODDS: f64 = 0.035;
/// The share of unidentified bodies that the hospital lists, and of the others that the monitors list. Nobody can say
/// whether two lists mean one nameless body, so each is on one list at most.
const NAMELESS: (f64, f64) = (0.60, 0.50);

/// The four lists, each in the order of its file, with its ids.
#[derive(Clone, Debug)]
pub struct Lists {
    /// Marsa Monitors: `monitors.csv`.
    pub monitors: Vec<Entry>,
    /// The Central Hospital: `hospital.xlsx`.
    pub hospital: Vec<Entry>,
    /// The Families' Association: `families.json`.
    pub families: Vec<Entry>,
    /// The Herald: `herald.csv`.
    pub herald: Vec<Entry>,
}

impl Lists {
    /// Each list with the name of its source, as `truth.csv` has it.
    pub fn by_source(&self) -> [(&'static str, &[Entry]); 4] {
        [
            ("monitors", &self.monitors),
            ("hospital", &self.hospital),
            ("families", &self.families),
            ("herald", &self.herald),
        ]
    }
}

/// Draws who is listed where and how; `random` makes the seed of each list.
pub fn lists(victims: &[Victim<'_>], random: &mut Random) -> Lists {
    let (mut on_monitors, mut on_hospital, mut on_families) = (Vec::new(), Vec::new(), Vec::new());
    for (index, victim) in victims.iter().enumerate() {
        if victim.unidentified {
            match (random.chance(NAMELESS.0), random.chance(NAMELESS.1)) {
                (true, _) => on_hospital.push(index),
                (false, true) => on_monitors.push(index),
                (false, false) => {}
            }
            continue;
        }
        for (odds, list) in [
            (monitors_odds(victim), &mut on_monitors),
            (hospital_odds(victim), &mut on_hospital),
            (families_odds(victim), &mut on_families),
        ] {
            if random.chance(odds / (1.0 + odds)) {
                list.push(index);
            }
        }
    }
    let told = |chosen: &[usize], script, rates: &Rates, mut random: Random| {
        let mut rows = Vec::new();
        for (index, victim) in chosen.iter().filter_map(|&i| Some((i, victims.get(i)?))) {
            let times = if random.chance(rates.repeated) { 2 } else { 1 };
            rows.extend((0..times).map(|_| slips::told(victim, index, script, rates, &mut random)));
        }
        rows
    };
    let monitors = told(&on_monitors, Script::Latin, &rates::MONITORS, Random::new(random.bits(), 1));
    let hospital = told(&on_hospital, Script::Arabic, &rates::HOSPITAL, Random::new(random.bits(), 2));
    let mut families = told(&on_families, Script::Arabic, &rates::FAMILIES, Random::new(random.bits(), 3));
    let herald = herald(victims, &monitors, Random::new(random.bits(), 4));

    families.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut dated = |rows| by_report(rows, victims, random);
    Lists {
        monitors: with_ids(dated(monitors), |n| format!("MM-{n:04}")),
        hospital: with_ids(dated(hospital), |n| format!("{}", 4100 + n)),
        families: with_ids(families, |n| format!("FA-{n}")),
        herald: with_ids(dated(herald), |n| format!("H{n}")),
    }
}

fn monitors_odds(victim: &Victim<'_>) -> f64 {
    let size = match victim.place.town.size {
        Size::City => 1.4,
        Size::Town => 1.0,
        Size::Village => 0.6,
    };
    let together = if victim.massacre { 1.3 } else { 0.9 };
    MONITORS_ODDS * size * together * notice(victim)
}

fn hospital_odds(victim: &Victim<'_>) -> f64 {
    let reach = HOSPITAL_REACH.get(victim.place.district_index).copied().unwrap_or(1.0);
    // The dead of massacres were often buried where they fell; wounded children were brought in first.
    let together = if victim.massacre { 0.8 } else { 1.2 };
    let child = if victim.person.age < 15 { 1.3 } else { 1.0 };
    HOSPITAL_ODDS * reach * together * child * notice(victim)
}

fn families_odds(victim: &Victim<'_>) -> f64 {
    let covered = victim.place.district_index == FAMILIES_DISTRICT;
    if covered { FAMILIES_ODDS * notice(victim) } else { 0.0 }
}

fn notice(victim: &Victim<'_>) -> f64 {
    match victim.notice {
        Notice::Low => 0.5,
        Notice::Usual => 1.0,
        Notice::High => 2.0,
    }
}

/// The Herald copies named rows of the monitors and adds a few victims of whom it heard itself.
fn herald(victims: &[Victim<'_>], monitors: &[Entry], mut random: Random) -> Vec<Entry> {
    let mut rows: Vec<Entry> = Vec::new();
    let mut copied = vec![false; victims.len()];
    for entry in monitors.iter().filter(|entry| entry.name.is_some()) {
        let (Some(victim), Some(copied)) = (victims.get(entry.victim), copied.get_mut(entry.victim)) else {
            continue;
        };
        let chance = if victim.massacre { HERALD_COPIES.0 } else { HERALD_COPIES.1 };
        if random.chance(chance) {
            *copied = true;
            let times = if random.chance(rates::HERALD_COPY.repeated) { 2 } else { 1 };
            rows.extend((0..times).map(|_| slips::copied(entry, victim, &rates::HERALD_COPY, &mut random)));
        }
    }
    for (index, victim) in victims.iter().enumerate() {
        let odds = HERALD_ODDS * notice(victim);
        let heard = random.chance(odds / (1.0 + odds));
        if heard && !victim.unidentified && copied.get(index) == Some(&false) {
            rows.push(slips::told(victim, index, Script::Latin, &rates::HERALD, &mut random));
        }
    }
    rows
}

/// The association keeps its list by family and given name.
fn key(entry: &Entry) -> (&str, &str) {
    entry.name.as_ref().map_or(("", ""), |name| (&name.family, &name.given))
}

/// The order in which the deaths came to be known: some days after them.
fn by_report(rows: Vec<Entry>, victims: &[Victim<'_>], random: &mut Random) -> Vec<Entry> {
    let mut dated: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let day = victims.get(row.victim).map(|v| (v.date - crate::people::first_day()).get_days());
            (day.unwrap_or(0) + random.below(12) as i32, random.bits(), row)
        })
        .collect();
    dated.sort_by_key(|(day, tie, _)| (*day, *tie));
    dated.into_iter().map(|(_, _, row)| row).collect()
}

fn with_ids(mut rows: Vec<Entry>, id: impl Fn(usize) -> String) -> Vec<Entry> {
    rows.iter_mut().enumerate().for_each(|(index, row)| row.id = id(index + 1));
    rows
}
