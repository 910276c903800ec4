//! The Merkle tree hash of RFC 6962, section 2.1: one value for all lines of the log, in their order.

use crate::hash::Hash;

/// Hash of one leaf: SHA-256(0x00 || data). RFC 6962, section 2.1.
pub fn leaf(data: &[u8]) -> Hash {
    Hash::of_parts(&[&[0], data])
}

/// Hash of a node: SHA-256(0x01 || left || right). The first byte keeps a node from passing for a leaf.
fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// A tree that only grows. It holds the roots of its complete subtrees, the largest first: one for each bit that is
/// set in the number of leaves, so that adding a leaf and taking the root cost at most 64 hashes.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    leaves: u64,
    subtrees: Vec<Hash>,
}

impl Tree {
    /// The tree over some leaves, given by their hashes.
    pub fn over<'a>(leaves: impl IntoIterator<Item = &'a Hash>) -> Tree {
        let mut tree = Tree::default();
        for leaf in leaves {
            tree.push(*leaf);
        }
        tree
    }

    /// Adds a leaf, given by its hash.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // As adding 1 to a binary number: each bit that is set at the end is a subtree of equal size to join with.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.leaves += 1;
    }

    /// The root; SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Hash {
        let from_the_right = self.subtrees.iter().rev().copied();
        from_the_right.reduce(|right, left| node(&left, &right)).unwrap_or_else(|| Hash::of(b""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inputs and roots of the test suite of the reference implementation of RFC 6962 (Certificate Transparency).
    const INPUTS: [&[u8]; 8] =
        [b"", b"\x00", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn agrees_with_the_published_roots() {
        let mut tree = Tree::default();
        assert_eq!(tree.root().to_string(), ROOTS[0]);
        for (input, root) in INPUTS.iter().zip(&ROOTS[1..]) {
            tree.push(leaf(input));
            assert_eq!(tree.root().to_string(), *root);
        }
    }

    /// The definition of the RFC, word for word: split at the largest power of two below n.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of(b""),
            [leaf] => *leaf,
            _ => {
                let split = 1 << (leaves.len() - 1).ilog2();
                node(&by_definition(&leaves[..split]), &by_definition(&leaves[split..]))
            }
        }
    }

    #[test]
    fn agrees_with_the_definition() {
        let leaves: Vec<Hash> = (0..130u8).map(|i| leaf(&[i])).collect();
        for n in 0..=leaves.len() {
            assert_eq!(Tree::over(&leaves[..n]).root(), by_definition(&leaves[..n]), "{n} leaves");
        }
    }
}
