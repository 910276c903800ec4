//! A table of 16 lists is answered, or refused, in reasonable time.

use estimate::{Lineage, OverlapTable, estimate};

#[test]
fn sixteen_sparse_lists_end() {
    let names = (0..16).map(|i| format!("list{i}")).collect();
    let mut state = 12_345u64;
    let mut patterns = Vec::new();
    for _ in 0..2_000 {
        let mut pattern = 0u32;
        for list in 0..16 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            pattern |= u32::from(state >> 40 < 600_000) << list;
        }
        if pattern != 0 {
            patterns.push((pattern, 1));
        }
    }
    let table = OverlapTable::new(names, patterns).unwrap();
    let outcome = estimate(&table, &Lineage::default());
    // 2,000 people, each list catching about one in 28.
    let (_, low, high) = outcome.numbers().unwrap();
    assert!(low < 2_000.0 && 2_000.0 < high, "{low} {high}");
}
