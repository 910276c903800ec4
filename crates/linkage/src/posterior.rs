//! What matching concludes: the best partition of the records into persons, and how sure it is.

/// A doubtful group: a few records that could be parted into persons in more than one credible way.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Indexes of the records, ascending.
    pub records: Vec<u32>,
    /// The partitions that were drawn: for each record of the group, a label from 0 (first record) up.
    pub partitions: Vec<Vec<u8>>,
    /// For each draw, an index into `partitions`.
    pub draws: Vec<u16>,
}

/// Two records that may be one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Index of one record.
    pub a: u32,
    /// Index of the other; larger.
    pub b: u32,
    /// Match weight of the two alone, in natural log odds.
    pub weight: f64,
    /// Probability in [0, 1] that they are one person, given all records that either is tied to.
    pub probability: f64,
}

/// The outcome of matching: the best partition, a probability for each record, and draws from the posterior.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linked {
    /// For each record its person: persons are numbered from 0 in the order of their first record.
    pub person_of: Vec<u32>,
    /// For each record, the probability in [0, 1] that it belongs with its person's other records (1 where
    /// nothing is in doubt; for a person of one record, that it is nobody else's).
    pub probability: Vec<f64>,
    /// Groups in doubt; every other record is with its person in every draw.
    pub groups: Vec<Group>,
    /// Number of draws from the posterior over partitions; 0 where no draw was made.
    pub draws: usize,
    /// All pairs with a probability of at least 0.01, ascending, where they were asked for.
    pub pairs: Vec<Pair>,
}

impl Linked {
    /// Number of persons in the best partition.
    pub fn persons(&self) -> usize {
        self.person_of.iter().max().map_or(0, |&p| p as usize + 1)
    }

    /// The partition of draw `d` (`0..draws`): for each record a person label; labels have no meaning across draws.
    pub fn draw(&self, d: usize) -> Vec<u32> {
        let mut person = self.person_of.clone();
        let mut next = self.persons() as u32;
        for group in &self.groups {
            let labels = &group.partitions[usize::from(group.draws[d])];
            let count = labels.iter().max().map_or(0, |&l| u32::from(l) + 1);
            for (&record, &label) in group.records.iter().zip(labels) {
                person[record as usize] = next + u32::from(label);
            }
            next += count;
        }
        person
    }
}

/// Numbers the persons from 0 in the order of their first record; they come with any numbers below that of records.
pub(crate) fn number_persons(person_of: &mut [u32]) {
    let mut number = vec![u32::MAX; person_of.len()];
    let mut persons = 0;
    for person in person_of {
        let number = &mut number[*person as usize];
        if *number == u32::MAX {
            *number = persons;
            persons += 1;
        }
        *person = *number;
    }
}
