//! Jobs are asked for. It does none of them.

use super::Effect;
use crate::job::Job;

/// Have a job done.
pub fn work(job: Job, out: &mut Vec<Effect>) {
    out.push(Effect::Work(Box::new(job)));
}
