//! The threads that share the work.

use std::path::PathBuf;

/// What a thread is started for: less work is done before a second thread has warmed up.
const BYTES: u64 = 2 << 20;

/// Starts as many as are asked for; if none are, one for each processor, but no more than so long files are worth. The thread
/// that calls is one of them: each holds memory of its own, and one that only waits holds it for nothing.
pub fn start(asked: Option<usize>, files: &[PathBuf]) -> Result<(), rayon::ThreadPoolBuildError> {
    let bytes: u64 = files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    let worth = usize::try_from(bytes.div_ceil(BYTES)).unwrap_or(usize::MAX).max(1);
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = asked.unwrap_or_else(|| processors().min(worth));
    rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build_global()
}
