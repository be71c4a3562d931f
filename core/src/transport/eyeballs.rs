//! Attempts raced against each other as RFC 8305, section 5 has it: staggered, the first success wins.
//! What an attempt does is not known here.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// How long an attempt is alone before the next one begins (RFC 8305, section 8).
pub(super) const STAGGER: Duration = Duration::from_millis(250);

type Running<F> = Vec<(usize, Pin<Box<F>>)>;

/// Starts an attempt for each item, in order: the next one after `stagger`, or at once when one fails. The first
/// success wins and the others are dropped; else every failure, in the order of the items.
pub(super) async fn race<'a, I, T, E, F>(
    items: &'a [I],
    stagger: Duration,
    attempt: impl Fn(&'a I) -> F,
) -> Result<T, Vec<E>>
where
    F: Future<Output = Result<T, E>>,
{
    let mut waiting = items.iter().enumerate();
    let mut running: Running<F> = Vec::new();
    let mut failures = Vec::new();
    loop {
        if let Some((at, item)) = waiting.next() {
            running.push((at, Box::pin(attempt(item))));
        } else if running.is_empty() {
            failures.sort_by_key(|(at, _)| *at);
            return Err(failures.into_iter().map(|(_, failure)| failure).collect());
        }
        let next_at = Instant::now() + stagger;
        tokio::select! {
            biased;
            (at, result) = first(&mut running) => match result {
                Ok(success) => return Ok(success),
                Err(failure) => failures.push((at, failure)),
            },
            () = sleep_until(next_at), if waiting.len() > 0 => {}
        }
    }
}

/// The first of them that is done, taken out.
async fn first<F: Future>(running: &mut Running<F>) -> (usize, F::Output) {
    poll_fn(|cx| {
        let done = running.iter_mut().enumerate().find_map(|(place, (at, attempt))| match attempt.as_mut().poll(cx) {
            Poll::Ready(output) => Some((place, *at, output)),
            Poll::Pending => None,
        });
        match done {
            Some((place, at, output)) => {
                drop(running.swap_remove(place));
                Poll::Ready((at, output))
            }
            None => Poll::Pending,
        }
    })
    .await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use std::future::pending;

    use parking_lot::Mutex;

    use super::*;

    /// What one attempt does.
    #[derive(Debug, Clone, Copy)]
    enum Does {
        Fails,
        Succeeds,
        Hangs,
    }

    /// How a race ends, and which attempts were started.
    async fn run(items: &[Does], stagger: Duration) -> (Result<usize, Vec<usize>>, usize) {
        let started = Mutex::new(0);
        let result = race(items, stagger, |item| {
            let at = *started.lock();
            *started.lock() += 1;
            async move {
                match item {
                    Does::Fails => Err(at),
                    Does::Succeeds => Ok(at),
                    Does::Hangs => pending().await,
                }
            }
        })
        .await;
        (result, started.into_inner())
    }

    #[tokio::test]
    async fn the_first_success_wins_and_no_more_are_started() {
        use Does::{Fails, Hangs, Succeeds};
        let never = Duration::from_secs(3600);
        assert_eq!(run(&[Succeeds, Succeeds], never).await, (Ok(0), 1));
        assert_eq!(run(&[Fails, Fails, Succeeds, Succeeds], never).await, (Ok(2), 3));
        assert_eq!(run(&[Hangs, Hangs, Fails, Succeeds], Duration::from_millis(1)).await, (Ok(3), 4));
    }

    #[tokio::test]
    async fn all_failures_come_back_in_order() {
        let outcome = run(&[Does::Fails; 3], Duration::from_secs(3600)).await;
        assert_eq!(outcome, (Err(vec![0, 1, 2]), 3));
        let none: [Does; 0] = [];
        assert_eq!(run(&none, STAGGER).await, (Err(vec![]), 0));
    }
}
