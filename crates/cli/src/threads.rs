//! The threads that share the work.

use std::path::PathBuf;

/// What a thread is started for: less work is done before a second thread has warmed up.
const BYTES: u64 = 2 << 20;

/// More are of no use to anyone, and each takes memory.
const MOST: usize = 256;

/// Starts so many, of which the thread that calls is one: each holds memory of its own, and one that only waits holds it for
/// nothing.
pub fn start(threads: usize) -> Result<(), rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST)).use_current_thread().build_global()
}

/// As many as there are processors.
pub fn all() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// As many as there are processors, but no more than files of this length are worth; how much is in a workbook or a pipe its
/// length does not tell.
pub fn for_files(files: &[PathBuf]) -> usize {
    let is_plain = |file: &PathBuf| {
        let plain = ["csv", "tsv", "txt"];
        file.is_file() && file.extension().is_some_and(|e| plain.iter().any(|p| e.eq_ignore_ascii_case(p)))
    };
    if !files.iter().all(is_plain) {
        return all();
    }
    let bytes: u64 = files.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    all().min(usize::try_from(bytes.div_ceil(BYTES)).unwrap_or(usize::MAX)).max(1)
}
