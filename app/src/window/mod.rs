//! The window: what opens it, what it opens with, and why it could not.

mod app;
mod session;
mod shortcuts;
mod wake;
mod worker;

use std::path::PathBuf;

use farcall_core::transport::Target;

pub use app::{App, Setup};

/// Something to open the window with.
#[derive(Debug, Clone, PartialEq)]
pub enum OpenRequest {
    /// Connect to a target and read its schema.
    Target(Box<Target>),
    /// Load .proto files, folders or descriptor sets.
    Files(Vec<PathBuf>),
}

/// The window could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// No display, or no OpenGL on it.
    #[error("No window can be opened here: {0}")]
    NoDisplay(String),
    /// The runtime could not be started.
    #[error("The engine did not start: {0}")]
    Engine(#[from] farcall_core::engine::StartError),
}

/// Open the window and stay until it is closed.
///
/// # Errors
/// When there is no display or no OpenGL driver, and when the engine cannot start.
pub fn open(setup: Setup) -> Result<(), WindowError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Farcall")
        .with_app_id("farcall")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([720.0, 480.0])
        .with_icon(icon());
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        persist_window: true,
        persistence_path: setup.geometry_file(),
        ..Default::default()
    };
    eframe::run_native("farcall", options, Box::new(|cc| Ok(Box::new(App::new(&cc.egui_ctx, setup)?))))
        .map_err(|why| WindowError::NoDisplay(without_place(&why.to_string())))
}

/// The reason alone: the toolkit puts the line of its own source before it.
fn without_place(reason: &str) -> String {
    let after = reason.rsplit_once(".rs:").and_then(|(_, rest)| rest.split_once(": "));
    after.map_or(reason, |(_, reason)| reason).to_owned()
}

fn icon() -> egui::IconData {
    let bytes = include_bytes!("../../../assets/app-icon/farcall-128.png");
    eframe::icon_data::from_png_bytes(bytes).unwrap_or_default()
}
