//! A state as bytes: a line that names the format, the SHA-256 of all that follows, then numbers, the lowest byte first.
//!
//! | bytes | what |
//! |---|---|
//! | 4 + n | the model, as [`ModelFile::to_toml`] writes it, after its length |
//! | 8 | by what pairs were searched for |
//! | 4 | the least weight of a pair that is remembered |
//! | 4 + 8 n | scales, after their number |
//! | 4 + 16 n | records, after their number: the ids, then the contents |
//! | n numbers | for each record how many persons back its own begins (0: it is the first record of one), times two, plus one if it was compared |
//! | 4 n + 4 | the persons' numbers, then the next one |
//! | 4 + 2 n numbers | pairs, after their number: by how much the first record is greater than that of the pair before, and the second than the first |
//!
//! A number without a size takes seven bits a byte, the lowest first, and all bytes but the last have the eighth set. No
//! length is believed that the bytes at hand could not hold.

use super::state::{Rows, State, StateError};
use crate::model_file::ModelFile;
use sha2::{Digest, Sha256};

/// The number of the format.
pub const VERSION: u32 = 1;
const NAME: &[u8] = b"inquest link state ";
/// Bytes of the checksum.
const SUM: usize = 32;

pub fn to_bytes(state: &State) -> Vec<u8> {
    let State { model, searched_by, least, scales, rows, numbers, next, pairs } = state;
    let mut bytes = Vec::with_capacity(4096 + 24 * rows.ids.len() + 6 * pairs.len());
    bytes.extend_from_slice(NAME);
    bytes.extend_from_slice(VERSION.to_string().as_bytes());
    bytes.push(b'\n');
    let sum = bytes.len();
    bytes.resize(sum + SUM, 0);
    let model = model.to_toml();
    length(model.len(), &mut bytes);
    bytes.extend_from_slice(model.as_bytes());
    bytes.extend_from_slice(&searched_by.to_le_bytes());
    bytes.extend_from_slice(&least.to_le_bytes());
    length(scales.len(), &mut bytes);
    scales.iter().for_each(|scale| bytes.extend_from_slice(&scale.to_le_bytes()));
    length(rows.ids.len(), &mut bytes);
    rows.ids.iter().chain(&rows.contents).for_each(|hash| bytes.extend_from_slice(&hash.to_le_bytes()));
    let mut persons = 0;
    for (&person, &compared) in rows.persons.iter().zip(&rows.compared) {
        number(u64::from(persons - person) << 1 | u64::from(compared), &mut bytes);
        persons += u32::from(person == persons);
    }
    numbers.iter().chain([next]).for_each(|n| bytes.extend_from_slice(&n.to_le_bytes()));
    length(pairs.len(), &mut bytes);
    let mut before = 0;
    for &(a, b) in pairs {
        number(u64::from(a - before), &mut bytes);
        number(u64::from(b - a), &mut bytes);
        before = a;
    }
    let (head, body) = bytes.split_at_mut(sum + SUM);
    head[sum..].copy_from_slice(&Sha256::digest(body));
    bytes
}

/// Lengths are below four thousand million, as records are.
fn length(length: usize, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

fn number(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 128 {
        bytes.push(number as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub fn parse(bytes: &[u8]) -> Result<State, StateError> {
    let rest = bytes.strip_prefix(NAME).ok_or(StateError::Other)?;
    let end = rest.iter().take(20).position(|byte| *byte == b'\n').ok_or(StateError::Other)?;
    let (version, rest) = (&rest[..end], &rest[end + 1..]);
    if version != VERSION.to_string().as_bytes() {
        return Err(StateError::Version {
            found: String::from_utf8_lossy(version).escape_debug().to_string(),
        });
    }
    let (sum, body) = rest.split_at_checked(SUM).ok_or(StateError::Damaged("it ends too early"))?;
    if sum != &Sha256::digest(body)[..] {
        return Err(StateError::Damaged("its checksum is another one"));
    }
    let mut left = Left(body);
    let length = left.length(1)?;
    let model =
        std::str::from_utf8(left.take(length)?).map_err(|_| StateError::Damaged("its model is no text"))?;
    let model = ModelFile::parse(model)?;
    let searched_by = u64::from_le_bytes(left.array()?);
    let least = f32::from_le_bytes(left.array()?);
    let count = left.length(8)?;
    let scales: Vec<f64> = left.arrays(count)?.iter().copied().map(f64::from_le_bytes).collect();
    if !least.is_finite() || scales.iter().any(|scale| !scale.is_finite()) {
        return Err(StateError::Damaged("a scale or a weight is no number"));
    }
    let records = left.length(17)?;
    let mut rows = Rows {
        ids: left.arrays(records)?.iter().copied().map(u64::from_le_bytes).collect(),
        contents: left.arrays(records)?.iter().copied().map(u64::from_le_bytes).collect(),
        persons: Vec::with_capacity(records),
        compared: Vec::with_capacity(records),
    };
    let mut persons = 0u32;
    for _ in 0..records {
        let said = left.number()?;
        let back = u32::try_from(said >> 1).ok().and_then(|back| persons.checked_sub(back));
        let person = back.ok_or(StateError::Damaged("a person is not there"))?;
        rows.persons.push(person);
        rows.compared.push(said & 1 == 1);
        persons += u32::from(person == persons);
    }
    let numbers: Vec<u32> = left.arrays(persons as usize)?.iter().copied().map(u32::from_le_bytes).collect();
    let next = u32::from_le_bytes(left.array()?);
    if numbers.iter().any(|number| *number >= next) {
        return Err(StateError::Damaged("a person's number is not given yet"));
    }
    let mut each: Vec<u32> = numbers.clone();
    each.sort_unstable();
    if each.windows(2).any(|two| two[0] == two[1]) {
        return Err(StateError::Damaged("two persons have one number"));
    }
    let count = left.length(2)?;
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(count);
    let is_compared = |record: u32| rows.compared.get(record as usize) == Some(&true);
    let mut before = 0u32;
    for _ in 0..count {
        let mut further = |from: u32| -> Result<u32, StateError> {
            let to = u32::try_from(left.number()?).ok().and_then(|by| from.checked_add(by));
            to.filter(|record| is_compared(*record))
                .ok_or(StateError::Damaged("a pair's record is not there"))
        };
        let a = further(before)?;
        let b = further(a)?;
        if a == b || pairs.last().is_some_and(|last| *last >= (a, b)) {
            return Err(StateError::Damaged("its pairs are in disorder"));
        }
        pairs.push((a, b));
        before = a;
    }
    if !left.0.is_empty() {
        return Err(StateError::Damaged("something follows its end"));
    }
    Ok(State { model, searched_by, least, scales, rows, numbers, next, pairs })
}

/// What is not yet read.
struct Left<'a>(&'a [u8]);

impl<'a> Left<'a> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8], StateError> {
        let (taken, left) = self.0.split_at_checked(bytes).ok_or(StateError::Damaged("it ends too early"))?;
        self.0 = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], StateError> {
        let (taken, left) = self.0.split_first_chunk().ok_or(StateError::Damaged("it ends too early"))?;
        self.0 = left;
        Ok(*taken)
    }

    fn arrays<const N: usize>(&mut self, count: usize) -> Result<&'a [[u8; N]], StateError> {
        let bytes = count.checked_mul(N).ok_or(StateError::Damaged("it ends too early"))?;
        Ok(self.take(bytes)?.as_chunks().0)
    }

    /// A number of things that take `least` bytes each, or more.
    fn length(&mut self, least: usize) -> Result<usize, StateError> {
        let length = u32::from_le_bytes(self.array()?) as usize;
        if length > self.0.len() / least {
            return Err(StateError::Damaged("it ends too early"));
        }
        Ok(length)
    }

    fn number(&mut self) -> Result<u64, StateError> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let [byte] = self.array()?;
            number |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
            shift += 7;
            if shift > 35 {
                return Err(StateError::Damaged("a number is too long"));
            }
        }
    }
}
