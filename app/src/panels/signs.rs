//! The signs of methods and symbols, the same wherever one is named.

use farcall_core::schema::{MethodKind, PageKind};

use crate::{
    theme::{Icon, icons},
    widgets::BadgeKind,
};

/// The badge of a method's kind.
pub fn badge(kind: MethodKind) -> BadgeKind {
    match kind {
        MethodKind::Unary => BadgeKind::OneToOne,
        MethodKind::ServerStreaming => BadgeKind::OneToMany,
        MethodKind::ClientStreaming => BadgeKind::ManyToOne,
        MethodKind::BidiStreaming => BadgeKind::ManyToMany,
    }
}

/// The sign of a kind of symbol; of a method whose kind of call is not known, too.
pub fn icon(kind: Option<PageKind>) -> Icon {
    match kind {
        Some(PageKind::Package) => icons::FOLDER,
        Some(PageKind::Service) => icons::LAN,
        Some(PageKind::Method) => icons::BOLT,
        Some(PageKind::Message) => icons::DATA_OBJECT,
        Some(PageKind::Enum) => icons::LIST,
        Some(PageKind::Extension) => icons::LABEL,
        None => icons::SCHEMA,
    }
}
