/** The administrators' pages<% if dashboard or "adminPages" in places %> and the way between them<% endif %>. */
import { <% if dashboard %>NavLink<% elif "adminPages" in places %>Navigate, NavLink<% else %>Navigate<% endif %>, Route, Routes } from 'react-router-dom';
<% if "adminPages" in places %>
import { adminPages } from '../../app/places';
<% endif %>
import { StatusPage } from '../../ui/StatusPage';
<% if dashboard %>
import { DashboardPage } from './DashboardPage';
<% endif %>
import { UsersPage } from './UsersPage';

export default function AdminArea() {
  return (
    <div className="admin">
<% if dashboard or "adminPages" in places %>
      <nav className="tabs" aria-label="Administration">
<% if dashboard %>
        <NavLink to="/admin" end>
          Dashboard
        </NavLink>
<% endif %>
        <NavLink to="/admin/users">Accounts</NavLink>
<% if "adminPages" in places %>
        {adminPages.map(({ path, title }) => (
          <NavLink key={path} to={`/admin/${path}`}>
            {title}
          </NavLink>
        ))}
<% endif %>
      </nav>
<% endif %>
      <Routes>
<% if dashboard %>
        <Route index element={<DashboardPage />} />
<% else %>
        <Route index element={<Navigate to="/admin/users" replace />} />
<% endif %>
        <Route path="users" element={<UsersPage />} />
<% if "adminPages" in places %>
        {adminPages.map(({ path, Page }) => (
          <Route key={path} path={path} element={<Page />} />
        ))}
<% endif %>
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
