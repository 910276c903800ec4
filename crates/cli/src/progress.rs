//! Progress on standard error: nothing for the first second, then what is being done and how much of it is done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A line that appears when a command takes longer than a second, and goes when this is dropped.
pub struct Line {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    what: &'static str,
    done: u64,
    of: u64,
    ended: bool,
}

const QUIET: Duration = Duration::from_secs(1);

impl Line {
    /// Nothing is shown yet.
    pub fn new() -> Line {
        let shared = Arc::new(Shared::default());
        let waiting = Arc::clone(&shared);
        // A step that says nothing while it runs must appear too, so it is a thread that waits.
        std::thread::spawn(move || {
            let state = waiting.lock();
            let waited = waiting.ended.wait_timeout_while(state, QUIET, |state| !state.ended);
            let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if !state.ended {
                state.bar = Some(ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()));
                state.show();
            }
        });
        Line { shared }
    }

    /// Says what is being done, how much of it is done, and of how much (0: not known).
    pub fn step(&self, what: &'static str, done: u64, of: u64) {
        // A line that another thread is drawing can wait for the next step.
        let Ok(mut state) = self.shared.state.try_lock() else {
            return;
        };
        let new = state.what != what;
        (state.what, state.done, state.of) = (what, done, of);
        if new {
            state.show();
        } else {
            state.advance();
        }
    }

    /// Takes the line away.
    pub fn clear(&self) {
        let mut state = self.shared.lock();
        state.ended = true;
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
        self.shared.ended.notify_all();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Lays the line out anew.
    fn show(&self) {
        let Some(bar) = &self.bar else { return };
        let template = if self.of > 0 {
            "{msg} {bar:30} {human_pos} of {human_len}, {eta} left"
        } else {
            "{spinner} {msg} {elapsed}"
        };
        bar.reset();
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_message(self.what);
        bar.enable_steady_tick(Duration::from_millis(200));
        self.advance();
    }

    fn advance(&self) {
        if let Some(bar) = &self.bar
            && self.of > 0
        {
            bar.set_length(self.of);
            bar.set_position(self.done);
        }
    }
}
