//! Pairs of records in order.

/// Pairs in ascending order, each once, with what comes with them: sorted by the first record in one pass over the records, by the second among
/// the few that are left.
pub fn ascending<T: Copy + Default>(pairs: Vec<(u32, u32, T)>, records: usize) -> Vec<(u32, u32, T)> {
    let mut starts = vec![0u32; records + 1];
    pairs.iter().for_each(|p| starts[p.0 as usize + 1] += 1);
    (0..records).for_each(|r| starts[r + 1] += starts[r]);
    let mut next = starts.clone();
    let mut seconds = vec![(0u32, T::default()); pairs.len()];
    for (a, b, with) in pairs {
        let at = &mut next[a as usize];
        seconds[*at as usize] = (b, with);
        *at += 1;
    }
    let mut ascending = Vec::with_capacity(seconds.len());
    for a in 0..records {
        let of_record = &mut seconds[starts[a] as usize..starts[a + 1] as usize];
        of_record.sort_unstable_by_key(|s| s.0);
        let mut last = u32::MAX;
        for &(b, with) in of_record.iter() {
            if b != last {
                ascending.push((a as u32, b, with));
            }
            last = b;
        }
    }
    ascending
}

#[cfg(test)]
mod tests {
    use super::ascending;

    #[test]
    fn pairs_ascend_and_stand_once() {
        let pairs = [(2, 3), (0, 9), (2, 3), (0, 1), (2, 9), (0, 9)].map(|(a, b)| (a, b, ()));
        assert_eq!(ascending(pairs.to_vec(), 10), [(0, 1), (0, 9), (2, 3), (2, 9)].map(|(a, b)| (a, b, ())));
        assert!(ascending(Vec::<(u32, u32, f32)>::new(), 3).is_empty());
    }
}
