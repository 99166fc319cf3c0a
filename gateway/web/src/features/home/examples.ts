// Requests that show what is understood. Each is whole: it says records, people, and what they may do.

export const EXAMPLES = [
  {
    title: 'Blog platform',
    note: 'accounts, posts, comments, dashboard',
    request:
      'Create a modern blog platform with user authentication, post creation/editing, comments, and admin dashboard. Use React frontend with FastAPI backend and PostgreSQL database.',
  },
  {
    title: 'Library',
    note: 'roles and a loan that is approved',
    request:
      'A library where members borrow books with title, author, isbn and price; librarians approve loans. React and FastAPI.',
  },
  {
    title: 'Notebook API',
    note: 'small and fast: a backend alone',
    request: 'A notebook where writers keep notes with title and body. Backend only with FastAPI and SQLite.',
  },
  {
    title: 'Help desk',
    note: 'states a ticket moves through',
    request:
      'A help desk. Customers open tickets with a subject and a description; agents answer them. Ticket status: open -> in_progress -> solved. FastAPI backend, React frontend.',
  },
] as const;
