/** Which page stands at which address, and who may see it. */
import { Suspense, lazy } from 'react';
import { Route, Routes } from 'react-router-dom';
import { RequireAdmin, RequireRule, RequireUser } from '../auth/guards';
import { allEntities } from '../entities';
import type { EntityModel } from '../schema/entity';
import { AccountPage } from '../features/account/AccountPage';
import { LoginPage } from '../features/account/LoginPage';
import { RegisterPage } from '../features/account/RegisterPage';
import { HomePage } from '../features/home/HomePage';
import { CreatePage } from '../features/records/CreatePage';
import { DetailPage } from '../features/records/DetailPage';
import { EditPage } from '../features/records/EditPage';
import { ListPage } from '../features/records/ListPage';
import { PageSkeleton } from '../ui/Skeleton';
import { StatusPage } from '../ui/StatusPage';
import { Layout } from './Layout';
<% if "openPages" in places and "recordPages" in places %>
import { openPages, recordPages } from './places';
<% elif "openPages" in places %>
import { openPages } from './places';
<% elif "recordPages" in places %>
import { recordPages } from './places';
<% endif %>

// Few people are administrators: the others never load these pages.
const AdminArea = lazy(() => import('../features/admin/AdminArea'));

export function App() {
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<HomePage />} />
        <Route path="login" element={<LoginPage />} />
        <Route path="register" element={<RegisterPage />} />
        <Route
          path="account"
          element={
            <RequireUser>
              <AccountPage />
            </RequireUser>
          }
        />
        <Route
          path="admin/*"
          element={
            <RequireAdmin>
              <Suspense fallback={<PageSkeleton />}>
                <AdminArea />
              </Suspense>
            </RequireAdmin>
          }
        />
<% if "openPages" in places %>
        {openPages.map(({ path, Page }) => (
          <Route key={path} path={path} element={<Page />} />
        ))}
<% endif %>
        {allEntities.map(recordRoutes)}
        <Route
          path="*"
          element={
            <StatusPage title="Page not found">There is nothing at this address.</StatusPage>
          }
        />
      </Route>
    </Routes>
  );
}

/** The key of a page is its entity: going from one kind of record to another starts afresh. */
function recordRoutes(entity: EntityModel) {
  const { key, rules } = entity;
  return (
    <Route key={key} path={key}>
      <Route
        index
        element={
          <RequireRule key={key} rule={rules.list}>
            <ListPage key={key} entity={entity} />
          </RequireRule>
        }
      />
      <Route
        path="new"
        element={
          <RequireRule key={key} rule={rules.create}>
            <CreatePage key={key} entity={entity} />
          </RequireRule>
        }
      />
<% if "recordPages" in places %>
      {recordPages.map(({ path, Page }) => (
        <Route
          key={path}
          path={path}
          element={
            <RequireRule key={key} rule={rules.delete}>
              <Page key={key} entity={entity} />
            </RequireRule>
          }
        />
      ))}
<% endif %>
      <Route
        path=":id"
        element={
          <RequireRule key={key} rule={rules.read}>
            <DetailPage key={key} entity={entity} />
          </RequireRule>
        }
      />
      <Route
        path=":id/edit"
        element={
          <RequireRule key={key} rule={rules.update}>
            <EditPage key={key} entity={entity} />
          </RequireRule>
        }
      />
    </Route>
  );
}
