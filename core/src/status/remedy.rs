//! What a user can do about a local verdict, as a closed list: the window makes it a button, a terminal a hint.
//! It does nothing by itself.

/// One thing to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// The server does not speak TLS.
    UsePlaintext,
    /// The server expects TLS.
    UseTls,
    /// TLS is fine but ALPN is missing: go on without it.
    ConnectWithoutAlpn,
    /// The certificate was rejected: look at it.
    ShowCertificate,
    /// The server wants a client certificate.
    ChooseClientCertificate,
    /// A message was larger than the call's limit.
    RaiseMessageLimit,
    /// A request message is larger than the call's limit.
    RaiseSendLimit,
    /// Headers or trailers were larger than the call's limit.
    RaiseHeaderLimit,
    /// A token needs the user in a browser first.
    SignIn,
}

impl Remedy {
    /// The words on the button, and of the hint.
    pub fn label(self) -> &'static str {
        match self {
            Remedy::UsePlaintext => "Use plaintext",
            Remedy::UseTls => "Use TLS",
            Remedy::ConnectWithoutAlpn => "Connect anyway",
            Remedy::ShowCertificate => "Show certificate",
            Remedy::ChooseClientCertificate => "Choose a client certificate",
            Remedy::RaiseMessageLimit => "Raise the message limit for this call",
            Remedy::RaiseSendLimit => "Raise the send limit for this call",
            Remedy::RaiseHeaderLimit => "Raise the header limit for this call",
            Remedy::SignIn => "Sign in",
        }
    }
}
