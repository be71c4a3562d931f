//! Who calls: tokens and passwords named by the variable that holds them, never typed on the command line.
//! It fetches no token; the core does.

use clap::{ArgGroup, Args};
use farcall_core::{
    call::{Auth, Grant, OAuth2},
    metadata::Secret,
};

use super::secret;
use crate::cli::ended::Ended;

/// How a call proves who makes it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Auth (secrets come from the environment)")]
#[command(group = ArgGroup::new("auth").args(["bearer_env", "basic_env", "oauth_token_url"]))]
pub struct AuthOptions {
    /// Send `authorization: Bearer TOKEN`, the token being the value of this variable
    #[arg(long, value_name = "VAR")]
    pub bearer_env: Option<String>,
    /// Send `authorization: Basic …`, `user:password` being the value of this variable
    #[arg(long, value_name = "VAR")]
    pub basic_env: Option<String>,
    /// Fetch a token from this endpoint (OAuth 2 client credentials) and send it as a bearer token
    #[arg(long, value_name = "URL", requires = "oauth_client_id")]
    pub oauth_token_url: Option<String>,
    /// The client's name at the token endpoint
    #[arg(long, value_name = "ID", requires = "oauth_token_url")]
    pub oauth_client_id: Option<String>,
    /// The client's secret is the value of this variable
    #[arg(long, value_name = "VAR", requires = "oauth_token_url")]
    pub oauth_client_secret_env: Option<String>,
    /// Scope to ask for. Can be repeated
    #[arg(long, value_name = "SCOPE", requires = "oauth_token_url")]
    pub oauth_scope: Vec<String>,
    /// `audience` to ask for, where the server wants one
    #[arg(long, value_name = "TEXT", requires = "oauth_token_url")]
    pub oauth_audience: Option<String>,
}

impl AuthOptions {
    /// What the options say, with the secrets from the environment.
    ///
    /// # Errors
    /// A variable is missing, empty, or does not hold what it should.
    pub fn auth(&self) -> Result<Auth, Ended> {
        if let Some(name) = &self.bearer_env {
            return Ok(Auth::Bearer { token: secret("--bearer-env", name)? });
        }
        if let Some(name) = &self.basic_env {
            return basic(name);
        }
        let Some(token_url) = &self.oauth_token_url else { return Ok(Auth::None) };
        let client_secret = match &self.oauth_client_secret_env {
            Some(name) => secret("--oauth-client-secret-env", name)?,
            None => Secret::default(),
        };
        Ok(Auth::OAuth2(Box::new(OAuth2 {
            grant: Grant::ClientCredentials,
            token_url: token_url.clone(),
            client_id: self.oauth_client_id.clone().unwrap_or_default(),
            client_secret,
            scope: self.oauth_scope.join(" "),
            audience: self.oauth_audience.clone().unwrap_or_default(),
            ..OAuth2::default()
        })))
    }
}

fn basic(name: &str) -> Result<Auth, Ended> {
    let pair = secret("--basic-env", name)?;
    match pair.reveal().split_once(':') {
        Some((user, password)) => Ok(Auth::Basic { user: user.to_owned(), password: Secret::new(password) }),
        None => Err(Ended::failed(format!("--basic-env {name}: the variable {name} does not hold user:password"))),
    }
}

/// The secrets that a saved request leaves out.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Secrets (from the environment)")]
pub struct SecretOptions {
    /// The bearer token or the value of the key that a request is saved with is the value of this variable
    #[arg(long, value_name = "VAR", visible_alias = "bearer-env")]
    pub token_env: Option<String>,
    /// The password (basic) or the client's secret (OAuth 2) is the value of this variable
    #[arg(long, value_name = "VAR", visible_alias = "oauth-client-secret-env")]
    pub password_env: Option<String>,
    /// The password of the client certificate is the value of this variable
    #[arg(long, value_name = "VAR")]
    pub cert_password_env: Option<String>,
}

impl SecretOptions {
    /// Fills in what the file of a request does not hold.
    ///
    /// # Errors
    /// A variable that is needed is missing or empty, or none was named.
    pub fn fill(&self, auth: &mut Auth) -> Result<(), Ended> {
        match auth {
            Auth::None => Ok(()),
            Auth::Bearer { token } => fill(token, self.token_env.as_deref(), "--token-env", "bearer token"),
            Auth::ApiKey { value, .. } => fill(value, self.token_env.as_deref(), "--token-env", "API key"),
            Auth::Header { value, .. } => fill(value, self.token_env.as_deref(), "--token-env", "header's value"),
            Auth::Basic { password, .. } => fill(password, self.password_env.as_deref(), "--password-env", "password"),
            // A public client has no secret.
            Auth::OAuth2(_) if self.password_env.is_none() => Ok(()),
            Auth::OAuth2(oauth) => {
                fill(&mut oauth.client_secret, self.password_env.as_deref(), "--password-env", "client's secret")
            }
        }
    }

    /// The password of the client certificate, if one was named.
    ///
    /// # Errors
    /// The variable is missing or empty.
    pub fn certificate_password(&self) -> Result<Option<Secret>, Ended> {
        self.cert_password_env.as_deref().map(|name| secret("--cert-password-env", name)).transpose()
    }
}

fn fill(slot: &mut Secret, name: Option<&str>, option: &str, what: &str) -> Result<(), Ended> {
    match name {
        Some(name) => *slot = secret(option, name)?,
        None if slot.is_empty() => {
            let failure = farcall_core::engine::Failure::new(format!("The {what} is not in the file"));
            return Err(Ended::Failed(failure.hint(format!("Name the variable that holds it: {option} VAR"))));
        }
        None => {}
    }
    Ok(())
}
