const box = document.getElementById("filter");
box.addEventListener("input", () => {
  const typed = box.value.toLowerCase();
  for (const part of document.querySelectorAll("nav details")) {
    let any = false;
    for (const item of part.querySelectorAll("li")) {
      item.hidden = !item.textContent.toLowerCase().includes(typed);
      any = any || !item.hidden;
    }
    part.hidden = !any;
    if (typed) part.open = true;
  }
});
