//! Who served a stream, as blocks hold it: certificates as the server sent them, settings of its connection.
//! It knows no block, and no secret: there is none among these.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use prost::Message;
use rustls_pki_types::CertificateDer;

use crate::{
    recording::head::nanos,
    transport::{CertificateFacts, Http2Settings, PeerFacts},
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct PeerPart {
    #[prost(string, tag = "1")]
    address: String,
    #[prost(string, optional, tag = "2")]
    proxy: Option<String>,
    #[prost(string, optional, tag = "3")]
    tls_version: Option<String>,
    #[prost(string, optional, tag = "4")]
    cipher_suite: Option<String>,
    #[prost(string, optional, tag = "5")]
    alpn: Option<String>,
    /// As the server sent them, in DER.
    #[prost(bytes = "vec", repeated, tag = "6")]
    certificates: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "7")]
    http2: Option<SettingsPart>,
    #[prost(uint64, tag = "8")]
    connected_nanos: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Message)]
struct SettingsPart {
    #[prost(uint32, optional, tag = "1")]
    max_concurrent_streams: Option<u32>,
    #[prost(uint32, tag = "2")]
    initial_window_bytes: u32,
    #[prost(uint32, tag = "3")]
    max_frame_bytes: u32,
    #[prost(uint32, optional, tag = "4")]
    max_header_list_bytes: Option<u32>,
}

impl PeerPart {
    pub(super) fn of(peer: &PeerFacts) -> Self {
        Self {
            address: peer.address.clone(),
            proxy: peer.proxy.clone(),
            tls_version: peer.tls_version.clone(),
            cipher_suite: peer.cipher_suite.clone(),
            alpn: peer.alpn.clone(),
            certificates: peer.certificates.iter().map(|certificate| certificate.der.clone()).collect(),
            http2: peer.http2.map(|settings| SettingsPart {
                max_concurrent_streams: settings.max_concurrent_streams,
                initial_window_bytes: settings.initial_window_bytes,
                max_frame_bytes: settings.max_frame_bytes,
                max_header_list_bytes: settings.max_header_list_bytes,
            }),
            connected_nanos: nanos(peer.connected_at.duration_since(UNIX_EPOCH).unwrap_or_default()),
        }
    }

    pub(super) fn into_facts(self) -> PeerFacts {
        let read = |der: Vec<u8>| CertificateFacts::read(&CertificateDer::from(der));
        PeerFacts {
            proxy: self.proxy,
            tls_version: self.tls_version,
            cipher_suite: self.cipher_suite,
            alpn: self.alpn,
            certificates: self.certificates.into_iter().filter_map(read).collect(),
            http2: self.http2.map(|settings| Http2Settings {
                max_concurrent_streams: settings.max_concurrent_streams,
                initial_window_bytes: settings.initial_window_bytes,
                max_frame_bytes: settings.max_frame_bytes,
                max_header_list_bytes: settings.max_header_list_bytes,
            }),
            connected_at: UNIX_EPOCH
                .checked_add(Duration::from_nanos(self.connected_nanos))
                .unwrap_or(SystemTime::UNIX_EPOCH),
            ..PeerFacts::of(self.address)
        }
    }
}
