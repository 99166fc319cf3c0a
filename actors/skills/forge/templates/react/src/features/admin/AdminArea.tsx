/** The administrators' pages<% if dashboard %> and the way between them<% endif %>. */
import { <% if dashboard %>NavLink<% else %>Navigate<% endif %>, Route, Routes } from 'react-router-dom';
import { StatusPage } from '../../ui/StatusPage';
<% if dashboard %>
import { DashboardPage } from './DashboardPage';
<% endif %>
import { UsersPage } from './UsersPage';

export default function AdminArea() {
  return (
    <div className="admin">
<% if dashboard %>
      <nav className="tabs" aria-label="Administration">
        <NavLink to="/admin" end>
          Dashboard
        </NavLink>
        <NavLink to="/admin/users">Accounts</NavLink>
      </nav>
<% endif %>
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
