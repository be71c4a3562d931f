//! Bytes read as messages, text or pictures; a message written to a file. It asks nobody where.

use std::{
    fs,
    io::Cursor,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use farcall_core::{
    call::framed_messages,
    message::{BytesForm, PartKind, bytes_of_base64, bytes_of_hex, guess_form, print_json, print_text},
    schema::MessageDescriptor,
    workspace::{OpenedExample, write_file},
};

use super::Done;
use crate::{
    state::{FileForm, MessageFile, MessageOrigin, Picture, ReadMessage, TabId},
    units,
};

/// The largest message that is unpacked, and the largest file that is opened.
const LARGEST: usize = 1 << 30;
/// The largest picture, in pixels a side and in bytes while it is unpacked.
const LARGEST_SIDE: u32 = 8_192;
const LARGEST_PICTURE: u64 = 256 << 20;
/// Sides past which a picture is shown smaller.
const SHOWN_SIDE: u32 = 1_024;

/// Bytes that are to be read.
pub struct ReadJob {
    /// The tab that shows them.
    pub tab: TabId,
    /// Where they come from.
    pub from: MessageOrigin,
    /// How they are written; `None`: by a guess.
    pub form: Option<BytesForm>,
    /// Their type, which an example cannot be read without.
    pub of: Option<MessageDescriptor>,
}

impl ReadJob {
    /// Read them.
    pub fn run(self) -> Done {
        let read = self.read().map(Arc::new);
        Done::Read(self.tab, read)
    }

    fn read(&self) -> Result<ReadMessage, String> {
        let (form, messages, broken) = messages_of(&self.from, self.form, self.of.as_ref())?;
        let first = messages.first().cloned().unwrap_or_default();
        let text = text(&first);
        let guess = guess(&first, text.is_some());
        let picture = (guess == PartKind::Image).then(|| picture(&first).map(Arc::new));
        Ok(ReadMessage { key: fresh_key(), form, messages, broken, guess, text, picture })
    }
}

/// Messages with how they were written and why there are no more.
type Messages = (BytesForm, Vec<Bytes>, Option<String>);

/// The messages that stand somewhere.
pub(super) fn messages_of(
    from: &MessageOrigin,
    form: Option<BytesForm>,
    of: Option<&MessageDescriptor>,
) -> Result<Messages, String> {
    let bytes = match from {
        MessageOrigin::Bytes(bytes) => bytes.clone(),
        MessageOrigin::File(path) => file(path)?,
        MessageOrigin::Example(path) => {
            let opened = OpenedExample::from_file(path).map_err(|why| why.to_string())?;
            let message = opened.example.message(of).map_err(|why| why.to_string())?;
            return Ok((BytesForm::Raw, vec![message], None));
        }
    };
    let form = form.unwrap_or_else(|| guess_form(&bytes));
    let of_text = |read: Result<Vec<u8>, farcall_core::message::BytesTextError>| {
        read.map(|bytes| (form, vec![Bytes::from(bytes)], None)).map_err(|why| why.to_string())
    };
    match form {
        BytesForm::Raw => Ok((form, vec![bytes], None)),
        BytesForm::Hex => of_text(bytes_of_hex(&bytes)),
        BytesForm::Base64 => of_text(bytes_of_base64(&bytes)),
        BytesForm::Grpc => match framed_messages(&bytes, LARGEST) {
            (messages, Some(why)) if messages.is_empty() => Err(why.to_string()),
            (messages, why) => {
                let messages = messages.into_iter().map(|message| message.bytes).collect();
                Ok((form, messages, why.map(|why| why.to_string())))
            }
        },
    }
}

/// Views know a reading by a number that no run has.
fn fresh_key() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1 << 48);
    NEXT.fetch_add(1 << 24, Ordering::Relaxed)
}

fn file(path: &Path) -> Result<Bytes, String> {
    let why = |why: std::io::Error| format!("{} cannot be read: {why}", path.display());
    let size = fs::metadata(path).map_err(why)?.len();
    if size > LARGEST as u64 {
        let (size, most) = (units::size(size), units::size(LARGEST as u64));
        return Err(format!("{} has {size}; at most {most} are opened", path.display()));
    }
    fs::read(path).map(Bytes::from).map_err(why)
}

/// What the message is; no text if not all of it is.
fn guess(bytes: &[u8], is_text: bool) -> PartKind {
    match PartKind::of(bytes) {
        PartKind::Text | PartKind::Json if !is_text => PartKind::Bytes,
        kind => kind,
    }
}

/// UTF-8 without control characters but white space.
fn text(bytes: &[u8]) -> Option<Arc<str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_text = !text.chars().any(|c| c.is_control() && !c.is_whitespace());
    is_text.then(|| text.into())
}

/// The picture, no larger than is shown, within bounds that hold before anything is allocated.
fn picture(bytes: &[u8]) -> Result<Picture, String> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes));
    let format = image::guess_format(bytes).map_err(|why| why.to_string())?;
    reader.set_format(format);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE);
    limits.max_image_height = Some(LARGEST_SIDE);
    limits.max_alloc = Some(LARGEST_PICTURE);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|why| why.to_string())?;
    let shown = match decoded.width().max(decoded.height()) > SHOWN_SIDE {
        true => decoded.thumbnail(SHOWN_SIDE, SHOWN_SIDE),
        false => decoded,
    };
    let pixels = shown.to_rgba8();
    let size = [pixels.width() as usize, pixels.height() as usize];
    Ok(Picture { size, rgba: pixels.into_raw() })
}

/// Write a message into a file; says what was written, or why not.
pub(super) fn write(file: &MessageFile, path: &Path) -> Done {
    let printed = match (file.form, &file.of) {
        (FileForm::Json, Some(of)) => Bytes::from(print_json(of, &file.bytes, &file.options).text + "\n"),
        (FileForm::Text, Some(of)) => Bytes::from(print_text(of, &file.bytes)),
        (FileForm::Bytes, _) | (_, None) => file.bytes.clone(),
    };
    let written = write_file(path, &printed).map_err(|why| why.to_string());
    let size = units::size(printed.len() as u64);
    Done::MessageWritten(written.map(|()| format!("Wrote the message, {size}, to {}", path.display())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], form: Option<BytesForm>) -> Result<Arc<ReadMessage>, String> {
        let from = MessageOrigin::Bytes(Bytes::copy_from_slice(bytes));
        match (ReadJob { tab: TabId(1), from, form, of: None }).run() {
            Done::Read(_, read) => read,
            _ => panic!("bytes are read"),
        }
    }

    #[test]
    fn bytes_are_shown_as_what_they_are() {
        let mut png = Cursor::new(Vec::new());
        image::RgbaImage::new(3, 2).write_to(&mut png, image::ImageFormat::Png).unwrap();
        for (bytes, kind) in [
            (&b"\x08\x96\x01"[..], PartKind::Bytes),
            (b"{\"a\": 1}", PartKind::Json),
            ("Grüße".as_bytes(), PartKind::Text),
            (png.get_ref(), PartKind::Image),
            (b"", PartKind::Bytes),
        ] {
            assert_eq!(read(bytes, None).unwrap().guess, kind, "{bytes:?}");
        }
        let picture = read(png.get_ref(), None).unwrap().picture.clone().unwrap().unwrap();
        assert_eq!(picture.size, [3, 2]);
        let cut = read(&png.get_ref()[..40], None).unwrap();
        assert!(cut.picture.clone().unwrap().is_err(), "a picture that is cut off says why");
    }

    #[test]
    fn a_picture_that_would_fill_the_memory_is_not_unpacked() {
        let mut png = Cursor::new(Vec::new());
        image::GrayImage::new(LARGEST_SIDE + 1, 1).write_to(&mut png, image::ImageFormat::Png).unwrap();
        assert!(read(png.get_ref(), None).unwrap().picture.clone().unwrap().is_err());
    }

    #[test]
    fn a_form_that_does_not_fit_says_where() {
        assert_eq!(
            read(b"08 9", Some(BytesForm::Hex)).err().unwrap(),
            "not hex: the last byte, at byte 3, has one digit"
        );
        assert_eq!(&*read(b"08 96 01", None).unwrap().messages[0], b"\x08\x96\x01");
    }
}
