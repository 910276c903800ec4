//! Progress on standard error: nothing for the first second, then what is being done and how much of it is done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A line that appears when a command takes longer than a second.
pub struct Line {
    began: Instant,
    state: Mutex<State>,
}

struct State {
    bar: Option<ProgressBar>,
    what: &'static str,
}

const QUIET: Duration = Duration::from_secs(1);

impl Line {
    /// Nothing is shown yet.
    pub fn new() -> Line {
        Line { began: Instant::now(), state: Mutex::new(State { bar: None, what: "" }) }
    }

    /// Says what is being done, how much of it is done, and of how much (0: not known).
    pub fn step(&self, what: &'static str, done: u64, of: u64) {
        // A line that another thread is drawing can wait for the next step.
        let Ok(mut state) = self.state.try_lock() else {
            return;
        };
        if state.bar.is_none() && self.began.elapsed() < QUIET {
            return;
        }
        let new = state.bar.is_none() || state.what != what;
        state.what = what;
        let bar = state
            .bar
            .get_or_insert_with(|| ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()));
        if new {
            let template = if of > 0 {
                "{msg} {bar:30} {human_pos} of {human_len}, {eta} left"
            } else {
                "{spinner} {msg} {elapsed}"
            };
            bar.reset();
            bar.set_style(
                ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar.set_message(what);
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        if of > 0 {
            bar.set_length(of);
            bar.set_position(done);
        }
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Ok(mut state) = self.state.lock()
            && let Some(bar) = state.bar.take()
        {
            bar.finish_and_clear();
        }
    }
}
