//! A tunnel by HTTP CONNECT (RFC 9110, 9.3.6), and what a proxy may answer instead.
//! Its answer is bounded in size here, and in time by whoever waits.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::StatusCode;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};

use crate::{
    metadata::visible,
    transport::{HostPort, ProxyFault, dial::Stream, endpoint::ProxyUrl},
};

/// Most that is read of an answer's head.
const LIMIT_BYTES: usize = 16 << 10;
/// First bytes shown of an unknown protocol.
const SHOWN: usize = 64;
/// Letters shown of the words that stand beside a code.
const REASON_LETTERS: usize = 80;
/// Interim answers (100 to 199) that may come before the final one.
const INTERIM: usize = 8;

/// Asks for a tunnel. What the server behind says at once is not lost.
pub(super) async fn ask(
    stream: Box<dyn Stream>,
    url: &ProxyUrl,
    host: &HostPort,
) -> Result<Box<dyn Stream>, ProxyFault> {
    let mut stream = BufReader::new(stream);
    let request = request(url, host);
    // A proxy may answer before it has read everything, and close.
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.flush().await;
    for _ in 0..=INTERIM {
        let head = head(&mut stream).await?;
        let Some((code, reason)) = status_line(&head) else { return Err(foreign(&head)) };
        match code {
            100..=199 => {}
            200..=299 => return Ok(Box::new(stream)),
            _ => {
                let (answer, asked) = (format!("{code} {reason}").trim_end().to_owned(), host.to_string());
                return Err(ProxyFault::Refused { answer, asked, wants_credentials: matches!(code, 401 | 407) });
            }
        }
    }
    Err(ProxyFault::EndlessAnswer { limit_bytes: LIMIT_BYTES })
}

fn request(url: &ProxyUrl, host: &HostPort) -> String {
    const USER_AGENT: &str = concat!("farcall/", env!("CARGO_PKG_VERSION"));
    let authorization = url.credentials.as_ref().map(|(user, password)| {
        let pair = STANDARD.encode([user.as_slice(), b":", password].concat());
        format!("Proxy-Authorization: Basic {pair}\r\n")
    });
    let authorization = authorization.unwrap_or_default();
    format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\n{authorization}\r\n")
}

/// An answer up to its empty line; what follows stays unread.
async fn head<S: AsyncBufRead + Unpin>(stream: &mut S) -> Result<Vec<u8>, ProxyFault> {
    let mut head = Vec::new();
    loop {
        let chunk = match stream.fill_buf().await {
            Ok([]) | Err(_) => return Err(closed(&head)),
            Ok(chunk) => chunk,
        };
        let before = head.len();
        let mut is_whole = false;
        for byte in chunk.iter().take(LIMIT_BYTES - before) {
            head.push(*byte);
            is_whole = head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n");
            if is_whole {
                break;
            }
        }
        let taken = head.len() - before;
        stream.consume(taken);
        if !is_http(&head) {
            return Err(foreign(&head));
        }
        if is_whole {
            return Ok(head);
        }
        if head.len() == LIMIT_BYTES {
            return Err(ProxyFault::EndlessAnswer { limit_bytes: LIMIT_BYTES });
        }
    }
}

/// As far as it goes.
fn is_http(head: &[u8]) -> bool {
    head.iter().zip(b"HTTP/1.").all(|(one, other)| one == other)
}

/// The code and the words beside it, safe to show.
fn status_line(head: &[u8]) -> Option<(u16, String)> {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let (_version, code, reason) = (parts.next()?, parts.next()?, parts.next().unwrap_or_default());
    let code = std::str::from_utf8(code).ok()?.parse::<StatusCode>().ok()?;
    let reason = match visible(reason.trim_ascii()) {
        empty if empty.is_empty() => code.canonical_reason().unwrap_or_default().to_owned(),
        words => words.chars().take(REASON_LETTERS).collect(),
    };
    Some((code.as_u16(), reason))
}

fn foreign(head: &[u8]) -> ProxyFault {
    let shown = head.get(..head.len().min(SHOWN)).unwrap_or_default();
    ProxyFault::Foreign { expected: "HTTP", first_bytes: Bytes::copy_from_slice(shown) }
}

fn closed(head: &[u8]) -> ProxyFault {
    if is_http(head) { ProxyFault::Closed } else { foreign(head) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    async fn head_of(answer: &[u8]) -> Result<Vec<u8>, String> {
        let words = |fault: ProxyFault| format!("{fault:?}");
        head(&mut BufReader::new(answer)).await.map_err(words)
    }

    #[test]
    fn the_request_carries_the_host_and_the_credentials() {
        let url = ProxyUrl::parse("http://m%65:p%40ss@proxy:3128").unwrap();
        let host = HostPort { host: "::1".into(), port: 443 };
        let user_agent = concat!("farcall/", env!("CARGO_PKG_VERSION"));
        let expected = format!(
            "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nUser-Agent: {user_agent}\r\n\
             Proxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n"
        );
        assert_eq!(request(&url, &host), expected);
        assert!(!request(&ProxyUrl::parse("proxy:3128").unwrap(), &host).contains("Authorization"));
        assert!(!format!("{url:?}").contains("p@ss"), "{url:?}");
    }

    #[tokio::test]
    async fn a_head_ends_at_its_empty_line_and_leaves_the_rest() {
        let mut stream = BufReader::new(&b"HTTP/1.1 200 OK\r\na: b\r\n\r\nfirst words"[..]);
        assert_eq!(head(&mut stream).await.unwrap(), b"HTTP/1.1 200 OK\r\na: b\r\n\r\n");
        assert_eq!(stream.fill_buf().await.unwrap(), b"first words");
        assert_eq!(head_of(b"HTTP/1.0 200\n\n").await.unwrap(), b"HTTP/1.0 200\n\n");
        assert_eq!(head_of(b"").await.unwrap_err(), "Closed");
        assert_eq!(head_of(b"HTTP/1.1 200 OK\r\n").await.unwrap_err(), "Closed");
        let endless = [&b"HTTP/1.1 200 OK\r\n"[..], &b"a: b\r\n".repeat(LIMIT_BYTES)].concat();
        assert_eq!(head_of(&endless).await.unwrap_err(), "EndlessAnswer { limit_bytes: 16384 }");
        assert!(head_of(b"SSH-2.0-x").await.unwrap_err().starts_with("Foreign"));
    }

    #[test]
    fn status_lines_are_read_as_they_come() {
        let cases = [
            ("HTTP/1.1 200 Connection established\r\n\r\n", (200, "Connection established")),
            ("HTTP/1.0 407\r\n\r\n", (407, "Proxy Authentication Required")),
            ("HTTP/1.1 503 \n\n", (503, "Service Unavailable")),
            ("HTTP/1.1 599  \x1b[2Jx\n\n", (599, "\\u{1b}[2Jx")),
        ];
        for (head, (code, words)) in cases {
            assert_eq!(status_line(head.as_bytes()), Some((code, words.to_owned())), "{head:?}");
        }
        for head in ["HTTP/1.1 99 x\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "\r\n\r\n"] {
            assert_eq!(status_line(head.as_bytes()), None, "{head:?}");
        }
    }
}
