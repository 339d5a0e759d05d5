// Comforts only: every page works without it.
const whenReady = action => { action(); globalThis.Blazor?.addEventListener?.("enhancedload", action); };

whenReady(() => {
    for (const range of document.querySelectorAll("input[type=range][data-shows]")) {
        const label = document.getElementById(range.dataset.shows);
        const days = JSON.parse(range.dataset.days ?? "[]");
        const show = () => { if (label && days[range.value]) label.textContent = days[range.value]; };
        range.oninput = show;
        range.onchange = () => range.form?.requestSubmit();
        show();
    }
    for (const all of document.querySelectorAll("input[type=checkbox][data-all]"))
        all.onchange = () => document.querySelectorAll(`input[name="${all.dataset.all}"]`).forEach(one => { one.checked = all.checked; });
    for (const button of document.querySelectorAll("button[data-print]"))
        button.onclick = () => window.print();
});

// Judging with the keyboard: j and k go through the list, as in mail.
document.addEventListener("keydown", event => {
    if (event.target.matches("input,textarea,select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const items = [...document.querySelectorAll("[data-walk]")];
    const at = items.findIndex(item => item.contains(document.activeElement));
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
    next?.querySelector("a,button,input")?.focus();
});
