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

/// States that workers leave behind for those that come after: made dearly, and good for more than one piece of work.
pub struct Pool<S>(Mutex<Vec<S>>);

impl<S> Pool<S> {
    /// An empty one.
    pub fn new() -> Pool<S> {
        Pool(Mutex::new(Vec::new()))
    }

    /// A state that was left behind, or one from `start`; it comes back when it is dropped.
    pub fn take(&self, start: impl FnOnce() -> S) -> Taken<'_, S> {
        let left = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        Taken { state: Some(left.unwrap_or_else(start)), pool: self }
    }
}

/// A state that goes back to its pool.
pub struct Taken<'a, S> {
    state: Option<S>,
    pool: &'a Pool<S>,
}

impl<S> Taken<'_, S> {
    /// The state.
    pub fn state(&mut self) -> Option<&mut S> {
        self.state.as_mut()
    }
}

impl<S> Drop for Taken<'_, S> {
    fn drop(&mut self) {
        if let Some(state) = self.state.take() {
            self.pool.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(state);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_came_of_it_is_in_order() {
        let squares = super::in_order(
            1000,
            || 0usize,
            |count, i| {
                *count += 1;
                i * i
            },
        );
        assert!(squares.iter().enumerate().all(|(i, &s)| s == i * i));
        assert!(super::in_order(0, || (), |_, i| i).is_empty());
    }
}
