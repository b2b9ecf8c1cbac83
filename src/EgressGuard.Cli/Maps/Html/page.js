// Shows, hides and marks what is already in the page. It makes no element and no markup, and it loads and sends nothing.
'use strict';
document.documentElement.classList.add('js');
document.addEventListener('DOMContentLoaded', () => {
  const byId = id => document.getElementById(id);
  const root = document.documentElement;
  const search = byId('q');
  const chips = [...document.querySelectorAll('.chip')];

  // A destination is found by its own words, or by them together with those of the namespaces that reach it in one way:
  // "shop direct" finds what shop reaches directly, not what shop and somebody else reach.
  const rows = [...document.querySelectorAll('tbody')].map(body => {
    const cells = body.rows[0].cells;
    const own = [0, 1, 2, 3].map(cell => cells[cell].textContent).join(' ');
    return {
      body,
      isShown: true,
      groups: [...cells[4].children].map(group => ({
        outcome: group.dataset.outcome,
        text: (own + ' ' + group.textContent).toLowerCase(),
      })),
    };
  });

  const setOpen = (body, isOpen) => {
    body.classList.toggle('open', isOpen);
    body.querySelector('button').setAttribute('aria-expanded', isOpen);
  };

  const chosen = () => chips.filter(chip => chip.getAttribute('aria-pressed') === 'true').map(chip => chip.dataset.outcome);

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = chosen();
    let found = 0;
    for (const row of rows) {
      const isShown = row.groups.some(group =>
        (outcomes.length === 0 || outcomes.includes(group.outcome)) && words.every(word => group.text.includes(word)));
      found += isShown;
      if (isShown !== row.isShown) {
        row.isShown = isShown;
        row.body.hidden = !isShown;
      }
    }
    const isFiltered = words.length + outcomes.length > 0;
    byId('found').textContent = isFiltered ? `${found} of ${rows.length} shown` : `${rows.length} in all, the gravest first`;
    byId('clear').hidden = !isFiltered;
    byId('nothing').hidden = found > 0 || rows.length === 0;
  };

  const choose = (words, outcomes) => {
    search.value = words;
    for (const chip of chips) {
      chip.setAttribute('aria-pressed', outcomes.includes(chip.dataset.outcome));
    }
    filter();
  };

  // The address holds the filter, so that it can be sent to somebody: #q=shop&outcome=direct,loop
  const remember = () => {
    const address = new URLSearchParams();
    if (search.value) {
      address.set('q', search.value);
    }
    if (chosen().length > 0) {
      address.set('outcome', chosen().join(','));
    }
    history.replaceState(null, '', '#' + address.toString().replaceAll('%2C', ','));
  };

  const obey = () => {
    const fragment = location.hash.slice(1);
    if (fragment.includes('=')) {
      const address = new URLSearchParams(fragment);
      choose(address.get('q') ?? '', (address.get('outcome') ?? '').split(','));
      return true;
    }
    const target = fragment && byId(fragment);
    if (target && target.tagName === 'TBODY') {
      if (target.hidden) {
        choose('', []);
      }
      setOpen(target, true);
      target.scrollIntoView({ block: 'start' });
      target.querySelector('button').focus({ preventScroll: true });
    }
    return false;
  };

  let waiting;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { filter(); remember(); }, 60);
  });
  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', chip.getAttribute('aria-pressed') !== 'true');
      filter();
      remember();
    });
  }
  byId('clear').addEventListener('click', () => { choose('', []); remember(); search.focus(); });
  byId('expand').addEventListener('click', event => {
    const isOpen = event.target.textContent === 'Expand all';
    rows.filter(row => row.isShown).forEach(row => setOpen(row.body, isOpen));
    event.target.textContent = isOpen ? 'Collapse all' : 'Expand all';
  });
  document.querySelector('table').addEventListener('click', event => {
    const row = event.target.closest('tr.row');
    if (row && (event.target.closest('button') || getSelection().isCollapsed)) {
      setOpen(row.parentNode, !row.parentNode.classList.contains('open'));
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && document.activeElement === search && search.value) {
      search.value = '';
      filter();
      remember();
    }
  });

  // Light or dark: the system's choice until a person makes another.
  const theme = byId('theme');
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches;
  const nameTheme = () => { theme.textContent = isDark() ? 'Light' : 'Dark'; };
  theme.addEventListener('click', () => { root.dataset.theme = isDark() ? 'light' : 'dark'; nameTheme(); });
  prefersDark.addEventListener('change', nameTheme);
  nameTheme();

  // Pointing at a box of the drawing leaves in colour only what belongs to it.
  const drawing = document.querySelector('svg');
  if (drawing) {
    const parts = [...drawing.querySelectorAll('[data-l]')].map(part => ({
      part, left: part.dataset.l.split(' '), right: part.dataset.r.split(' '),
    }));
    const point = event => {
      const box = event.target.closest('a.box');
      drawing.classList.toggle('pointed', Boolean(box));
      if (box) {
        const isLeft = box.classList.contains('left');
        const place = isLeft ? box.dataset.l : box.dataset.r;
        for (const { part, left, right } of parts) {
          part.classList.toggle('on', (isLeft ? left : right).includes(place));
        }
      }
    };
    const leave = () => drawing.classList.remove('pointed');
    drawing.addEventListener('mouseover', point);
    drawing.addEventListener('focusin', point);
    drawing.addEventListener('mouseleave', leave);
    drawing.addEventListener('focusout', leave);
  }

  addEventListener('hashchange', () => {
    if (obey()) {
      byId('destinations').scrollIntoView();
    }
  });
  filter();
  if (obey()) {
    byId('destinations').scrollIntoView();
  }
});
