//! Work in numbered pieces, shared out among threads that each keep something of their own.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Does `work` for each of `0..pieces`, in any order on any number of threads, and returns what came of it in their order.
/// Each thread begins with a state from `start`: a memory that is dear to make and may not change any outcome.
pub fn in_order<S, T: Send>(
    pieces: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(pieces));
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(pieces) {
            scope.spawn(|_| {
                let mut state = start();
                let mut mine = Vec::new();
                loop {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    if piece >= pieces {
                        break;
                    }
                    mine.push((piece, work(&mut state, piece)));
                }
                done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut mine);
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|d| d.0);
    done.into_iter().map(|d| d.1).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_came_of_it_is_in_order() {
        let squares = super::in_order(1000, || 0usize, |count, i| {
            *count += 1;
            i * i
        });
        assert!(squares.iter().enumerate().all(|(i, &s)| s == i * i));
        assert!(super::in_order(0, || (), |_, i| i).is_empty());
    }
}
