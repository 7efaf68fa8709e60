// Runs before anything is painted: the theme that the user of this browser chose (app/appearance.ts).
const theme = localStorage.getItem('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
