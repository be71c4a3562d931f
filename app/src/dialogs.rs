//! The system's file dialogs: the only place that opens one. They run beside the window, which looks in once a frame.

use std::{path::PathBuf, sync::mpsc, thread};

use farcall_core::schema::SET_EXTENSIONS;

use crate::{perform::Browse, state::QuestionKind};

/// At most one open file dialog.
#[derive(Default)]
pub struct Dialogs {
    open: Option<mpsc::Receiver<Vec<PathBuf>>>,
}

impl Dialogs {
    /// Open a dialog; one that is open stays.
    pub fn open(&mut self, browse: &Browse, wake: impl Fn() + Send + 'static) {
        if self.open.is_some() {
            return;
        }
        let (answer, open) = mpsc::channel();
        let kind = browse.0.clone();
        let started = thread::Builder::new().name("file-dialog".to_owned()).spawn(move || {
            // Without a portal this answers at once, the same as a cancel; the path field is always there.
            let _ = answer.send(ask(&kind));
            wake();
        });
        if started.is_ok() {
            self.open = Some(open);
        }
    }

    /// What the user chose, once; empty: nothing.
    pub fn answer(&mut self) -> Option<Vec<PathBuf>> {
        let paths = match self.open.as_ref()?.try_recv() {
            Ok(paths) => paths,
            Err(mpsc::TryRecvError::Empty) => return None,
            Err(mpsc::TryRecvError::Disconnected) => Vec::new(),
        };
        self.open = None;
        Some(paths)
    }
}

fn ask(kind: &QuestionKind) -> Vec<PathBuf> {
    let dialog = rfd::FileDialog::new().set_title(kind.title());
    let chosen = match kind {
        QuestionKind::Protos => dialog.add_filter("Protocol Buffers", &["proto"]).pick_files(),
        QuestionKind::DescriptorSet => dialog.add_filter("Descriptor sets", &SET_EXTENSIONS).pick_files(),
        QuestionKind::Filler(_) => dialog.pick_files(),
        QuestionKind::Message => dialog.pick_file().map(|file| vec![file]),
        QuestionKind::SaveMessage(file) => dialog.set_file_name(file.file_name()).save_file().map(|file| vec![file]),
        QuestionKind::Record(..) => {
            dialog.add_filter("Recordings", &[farcall_core::recording::ENDING]).save_file().map(|file| vec![file])
        }
        QuestionKind::Recording => {
            dialog.add_filter("Recordings", &[farcall_core::recording::ENDING]).pick_file().map(|file| vec![file])
        }
        QuestionKind::ExportCall(..) => dialog.save_file().map(|file| vec![file]),
        QuestionKind::BytesOf(..) | QuestionKind::MessagesOf(_) => dialog.pick_file().map(|file| vec![file]),
        QuestionKind::Export(_, export) => match export.file_name() {
            Some(name) => dialog.set_file_name(name).save_file().map(|file| vec![file]),
            None => dialog.pick_folder().map(|folder| vec![folder]),
        },
        QuestionKind::ImportRoot(_) | QuestionKind::Workspace => dialog.pick_folder().map(|folder| vec![folder]),
        QuestionKind::Target
        | QuestionKind::PastedMessage
        | QuestionKind::SaveAs
        | QuestionKind::Rename(_)
        | QuestionKind::KeepExample(_)
        | QuestionKind::RenameExample(_) => None,
    };
    chosen.unwrap_or_default()
}
