/** The administrators' pages and the way between them. */
import { <% if not dashboard %>Navigate, <% endif %>NavLink, Route, Routes } from 'react-router-dom';
import { StatusPage } from '../../ui/StatusPage';
<% if dashboard %>
import { DashboardPage } from './DashboardPage';
<% endif %>
import { UsersPage } from './UsersPage';

export default function AdminArea() {
  return (
    <div className="admin">
      <nav className="tabs" aria-label="Administration">
<% if dashboard %>
        <NavLink to="/admin" end>
          Dashboard
        </NavLink>
<% endif %>
        <NavLink to="/admin/users">Accounts</NavLink>
      </nav>
      <Routes>
<% if dashboard %>
        <Route index element={<DashboardPage />} />
<% else %>
        <Route index element={<Navigate to="/admin/users" replace />} />
<% endif %>
        <Route path="users" element={<UsersPage />} />
        <Route
          path="*"
          element={
            <StatusPage title="Page not found">There is nothing at this address.</StatusPage>
          }
        />
      </Routes>
    </div>
  );
}
