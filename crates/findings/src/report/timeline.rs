//! The drawing of the timeline: a bar per step. Coordinates in CSS pixels.

use super::axis::tenth;
use crate::finding::Timeline;
use crate::number::{counted, thousands};

const WIDTH: f64 = 860.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 14.0;
const HEIGHT: f64 = 180.0;
/// Labels under the bars, at most.
const LABELS: usize = 8;

pub(crate) struct Chart {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    pub unit: &'static str,
    pub bars: Vec<Bar>,
    pub lines: Vec<GridLine>,
    pub labels: Vec<Label>,
    /// People who are not in the chart and why, one clause each.
    pub absent: Vec<String>,
}

pub(crate) struct Bar {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub from: String,
    pub persons: String,
}

pub(crate) struct GridLine {
    pub y: f64,
    pub persons: String,
}

pub(crate) struct Label {
    pub x: f64,
    pub text: String,
}

/// The drawing; `None` where no date is known well enough.
pub(crate) fn chart(timeline: &Timeline) -> Option<Chart> {
    let most = timeline.bins.iter().map(|bin| bin.persons).max().filter(|&most| most > 0)?;
    let step = nice_step(most);
    let top = (most.div_ceil(step) * step) as f64;
    let baseline = TOP + HEIGHT;
    let slot = (WIDTH - LEFT) / timeline.bins.len() as f64;
    // A few bars alone would be as wide as walls.
    let slot = slot.min(60.0);
    let bar = (slot * 0.82).max(slot - 2.0);
    let bars = timeline.bins.iter().enumerate().filter(|(_, bin)| bin.persons > 0).map(|(i, bin)| {
        let height = (bin.persons as f64 / top * HEIGHT).max(0.7);
        Bar {
            x: tenth(LEFT + slot * i as f64 + (slot - bar) / 2.0),
            y: tenth(baseline - height),
            width: tenth(bar),
            height: tenth(height),
            from: step_label(&bin.from, timeline.unit).into(),
            persons: counted(bin.persons as u64, "person", "people"),
        }
    });
    let every = timeline.bins.len().div_ceil(LABELS);
    let labels = timeline.bins.iter().enumerate().step_by(every).map(|(i, bin)| Label {
        x: tenth(LEFT + slot * (i as f64 + 0.5)),
        text: step_label(&bin.from, timeline.unit).into(),
    });
    let lines = (0..=top as usize / step).map(|i| GridLine {
        y: tenth(baseline - (i * step) as f64 / top * HEIGHT),
        persons: thousands((i * step) as u64),
    });
    Some(Chart {
        width: WIDTH + 40.0,
        height: baseline + 30.0,
        left: LEFT,
        right: tenth(LEFT + slot * timeline.bins.len() as f64),
        baseline,
        unit: timeline.unit,
        bars: bars.collect(),
        lines: lines.collect(),
        labels: labels.collect(),
        absent: absent(timeline),
    })
}

/// How a step is named: its first day, its month or its year.
pub(crate) fn step_label<'a>(from: &'a str, unit: &str) -> &'a str {
    let length = match unit {
        "month" => 7,
        "year" => 4,
        _ => 10,
    };
    from.get(..length).unwrap_or(from)
}

/// People who are in no bar and why.
pub(crate) fn absent(timeline: &Timeline) -> Vec<String> {
    let clause =
        |n: usize, one: &str, many: &str| (n > 0).then(|| format!("{}.", counted(n as u64, one, many)));
    let vague = timeline.unit;
    [
        clause(
            timeline.too_vague,
            &format!("person has a date too vague to say the {vague}"),
            &format!("people have dates too vague to say the {vague}"),
        ),
        clause(timeline.not_stated, "person has no date", "people have no date"),
        clause(
            timeline.outside,
            "person has a date far outside this period",
            "people have dates far outside this period",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A step of 1, 2 or 5 times a power of ten that makes at most five lines.
fn nice_step(most: usize) -> usize {
    let mut power = 1;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if most.div_ceil(step) <= 5 {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Bin;

    #[test]
    fn steps_are_round() {
        let steps: Vec<usize> = [1, 5, 6, 11, 49, 51, 900, 4_001].into_iter().map(nice_step).collect();
        assert_eq!(steps, [1, 1, 2, 5, 10, 20, 200, 1_000]);
    }

    #[test]
    fn bars_stand_where_people_died_and_say_so() {
        let bins = [3, 0, 6]
            .into_iter()
            .zip(["2021-03-01", "2021-04-01", "2021-05-01"])
            .map(|(persons, from)| Bin { from: from.into(), persons })
            .collect();
        let timeline = Timeline { unit: "month", bins, too_vague: 1, ..Timeline::default() };
        let chart = chart(&timeline).unwrap();
        assert_eq!(chart.bars.len(), 2);
        assert_eq!(chart.bars[1].height, 2.0 * chart.bars[0].height);
        assert_eq!((chart.bars[0].from.as_str(), chart.bars[0].persons.as_str()), ("2021-03", "3 people"));
        assert_eq!(chart.absent, ["1 person has a date too vague to say the month."]);
        assert_eq!(chart.lines.last().unwrap().persons, "6");
    }

    #[test]
    fn nothing_dated_nothing_drawn() {
        assert!(chart(&Timeline::default()).is_none());
    }
}
