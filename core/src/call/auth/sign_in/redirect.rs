//! The address on loopback that a browser comes back to, and the one small page it finds there.
//! Any program of this machine may knock: what does not belong to the sign-in is sent away and the wait goes on.

use std::{sync::Arc, time::Duration};

use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};

use crate::call::{AuthError, auth::endpoint::LOOPBACK};

/// The longest request that is read; a code and a state are far smaller.
const LONGEST_HEAD: usize = 16 << 10;
/// How long one visitor may take to say what it wants.
const VISIT: Duration = Duration::from_secs(10);
/// Visitors at a time; browsers open connections that they never use.
const MOST_VISITORS: usize = 16;

/// A listener that is open.
pub(super) struct Redirect {
    listener: TcpListener,
    uri: String,
}

/// What the browser brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Back {
    Code(String),
    Refused { error: String, description: Option<String> },
}

/// Who knocked.
enum Visitor {
    /// The one we wait for, with what it brought.
    Awaited(Back),
    /// With another `state`, or none.
    Stranger,
    /// Somebody who wanted another page, or nothing.
    Other,
}

impl Redirect {
    /// Opens a port that the system chooses.
    pub(super) async fn open() -> Result<Self, AuthError> {
        let failed = |error| AuthError::Listener(Arc::new(error));
        let listener = TcpListener::bind((LOOPBACK, 0)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, uri: format!("http://{LOOPBACK}:{port}/callback") })
    }

    /// Where the browser is to come back to.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// Waits for the visitor with the right `state`.
    pub(super) async fn wait(&self, state: &str, patience: Duration) -> Result<Back, AuthError> {
        let deadline = Instant::now() + patience;
        let mut visitors = JoinSet::new();
        let mut had_stranger = false;
        loop {
            let visited = tokio::select! {
                Some(visited) = visitors.join_next() => visited,
                Ok((socket, _)) = self.listener.accept(), if visitors.len() < MOST_VISITORS => {
                    let state = state.to_owned();
                    visitors.spawn(async move { timeout(VISIT, receive(socket, &state)).await.ok() });
                    continue;
                }
                _ = tokio::time::sleep_until(deadline) => {
                    return Err(AuthError::Abandoned { limit: patience, had_stranger });
                }
            };
            match visited.ok().flatten() {
                Some(Visitor::Awaited(back)) => return Ok(back),
                Some(Visitor::Stranger) => had_stranger = true,
                Some(Visitor::Other) | None => {}
            }
        }
    }
}

async fn receive(mut socket: TcpStream, state: &str) -> Visitor {
    let Some(head) = read_head(&mut socket).await else { return Visitor::Other };
    let visitor = read_request(&head, state);
    let (status, words) = match &visitor {
        Visitor::Awaited(Back::Code(_)) => ("200 OK", "You can close this tab and go back to Farcall."),
        Visitor::Awaited(Back::Refused { .. }) => {
            ("200 OK", "You are not signed in. You can close this tab and go back to Farcall.")
        }
        Visitor::Stranger => ("400 Bad Request", "This does not belong to the sign-in that Farcall waits for."),
        Visitor::Other => ("404 Not Found", "There is nothing here."),
    };
    answer(&mut socket, status, words).await;
    visitor
}

/// The request up to its empty line.
async fn read_head(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let read = socket.read(&mut part).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(part.get(..read)?);
        if head.len() > LONGEST_HEAD {
            return None;
        }
    }
    String::from_utf8(head).ok()
}

async fn answer(socket: &mut TcpStream, status: &str, words: &str) {
    let page = format!("<!doctype html><meta charset=\"utf-8\"><title>Farcall</title><p>{words}</p>\n");
    let length = page.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\n\
         cache-control: no-store\r\nreferrer-policy: no-referrer\r\nconnection: close\r\n\r\n{page}"
    );
    // A browser that is gone has its code delivered all the same.
    let _ = socket.write_all(answer.as_bytes()).await;
    let _ = socket.shutdown().await;
    // Reads on for a moment, so that closing does not turn into a reset that eats the page.
    let _ = timeout_at(Instant::now() + Duration::from_millis(200), socket.read(&mut [0; 64])).await;
}

/// What a request brings: `GET /callback?code=…&state=… HTTP/1.1`.
fn read_request(head: &str, state: &str) -> Visitor {
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (Some("GET"), Some(target)) = (words.next(), words.next()) else { return Visitor::Other };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if path != "/callback" {
        return Visitor::Other;
    }
    let value = |wanted: &str| query.split('&').find_map(|pair| named(pair, wanted));
    if value("state").as_deref() != Some(state) {
        return Visitor::Stranger;
    }
    match (value("code"), value("error")) {
        (_, Some(error)) => Visitor::Awaited(Back::Refused { error, description: value("error_description") }),
        (Some(code), None) if !code.is_empty() => Visitor::Awaited(Back::Code(code)),
        _ => Visitor::Stranger,
    }
}

/// The value of a pair of a query, if it has the name.
fn named(pair: &str, wanted: &str) -> Option<String> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let value = (name == wanted).then(|| value.replace('+', " "))?;
    percent_decode_str(&value).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_state_brings_something() {
        let brought = |line: &str| match read_request(&format!("{line} HTTP/1.1\r\n\r\n"), "S-1") {
            Visitor::Awaited(back) => format!("{back:?}"),
            Visitor::Stranger => "stranger".to_owned(),
            Visitor::Other => "other".to_owned(),
        };
        assert_eq!(brought("GET /callback?code=a%2Fb+c&state=S-1"), "Code(\"a/b c\")");
        let refused = brought("GET /callback?error=access_denied&error_description=not%20you&state=S-1");
        assert_eq!(refused, "Refused { error: \"access_denied\", description: Some(\"not you\") }");
        for stranger in ["?code=a&state=S-2", "?code=a", "", "?state=S-1", "?code=&state=S-1", "?code=%ff&state=S-1"] {
            assert_eq!(brought(&format!("GET /callback{stranger}")), "stranger", "{stranger}");
        }
        for other in ["GET /favicon.ico", "POST /callback?code=a&state=S-1", "GET", "\u{1}"] {
            assert_eq!(brought(other), "other", "{other}");
        }
    }
}
