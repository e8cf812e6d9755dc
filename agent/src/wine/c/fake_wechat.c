/*
 * A window that looks like WeChat's to the agent: real Win32 fields for the search and the input, so
 * that keys, clicks and the clipboard are Windows' own, and a description of its accessibility tree in
 * shared memory, which uia_shim.dll serves. Driven by lines on standard input, tells by lines on
 * standard output (UTF-8). Usage: fake_wechat.exe v39|v4
 */
#ifndef UNICODE
#define UNICODE
#define _UNICODE
#endif
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TREE_BYTES (256 * 1024)
#define WM_KEFU_LINE (WM_APP + 1)
#define WM_KEFU_FOCUS (WM_APP + 7)
#define MAX_CHATS 16
#define MAX_ROWS 64
#define LINE 60
#define TEXT_CHARS 512

typedef struct { BOOL own, notice; wchar_t sender[64]; wchar_t text[TEXT_CHARS]; } Row;
typedef struct { wchar_t name[64]; BOOL group; int unread, count; Row rows[MAX_ROWS]; } Chat;

static BOOL v4;
static HWND window, input, search;
static WNDPROC edit_proc;
static Chat chats[MAX_CHATS];
static int chat_count, open_chat = -1;
static int order[MAX_CHATS];
static BOOL searching, held;
static wchar_t title_instead[64];
static char *tree;
static HANDLE tree_lock;
static size_t used;

static const RECT SESSIONS = {60, 60, 300, 540};
static const RECT MESSAGES = {300, 60, 990, 660};

static void tell(const char *event, const wchar_t *one, const wchar_t *two) {
  char a[4096] = "", b[4096] = "";
  if (one) WideCharToMultiByte(CP_UTF8, 0, one, -1, a, sizeof a, NULL, NULL);
  if (two) WideCharToMultiByte(CP_UTF8, 0, two, -1, b, sizeof b, NULL, NULL);
  for (char *p = b; *p; p++) if (*p == '\n' || *p == '\r') *p = ' ';
  printf("%s\t%s\t%s\n", event, a, b);
  fflush(stdout);
}

static void put(int depth, int kind, const wchar_t *name, const char *id, const wchar_t *class_name,
                const wchar_t *value, HWND control, RECT at) {
  char n[4096], v[8192], c[256];
  WideCharToMultiByte(CP_UTF8, 0, name, -1, n, sizeof n, NULL, NULL);
  WideCharToMultiByte(CP_UTF8, 0, value ? value : L"", -1, v, sizeof v, NULL, NULL);
  WideCharToMultiByte(CP_UTF8, 0, class_name, -1, c, sizeof c, NULL, NULL);
  for (char *p = n; *p; p++) if (*p == '\n') *p = 1;
  for (char *p = v; *p; p++) if (*p == '\n') *p = 1;
  for (char *p = v; *p; p++) if (*p == '\r') *p = 2;
  POINT origin = {0, 0};
  ClientToScreen(window, &origin);
  used += snprintf(tree + used, TREE_BYTES - used, "%d\t%d\t%s\t%s\t%s\t%s\t%llu\t%ld,%ld,%ld,%ld\n",
                   depth, kind, n, id, c, v, (unsigned long long)(ULONG_PTR)control, at.left + origin.x,
                   at.top + origin.y, at.right + origin.x, at.bottom + origin.y);
}

static RECT line_of(RECT list, int index) {
  RECT r = {list.left, list.top + index * LINE, list.right, list.top + (index + 1) * LINE};
  return r;
}

static RECT rect(int l, int t, int r, int b) { RECT x = {l, t, r, b}; return x; }

static int results(int *found) {
  wchar_t wanted[64];
  int count = 0;
  GetWindowTextW(search, wanted, 64);
  for (int i = 0; i < chat_count && wanted[0]; i++)
    if (wcsstr(chats[i].name, wanted)) found[count++] = i;
  return count;
}

/* Writes the tree anew: 50032 window, 50033 pane, 50000 button, 50004 edit, 50008 list, 50007 item, 50020 text. */
static void describe(void) {
  wchar_t text[8192];
  WaitForSingleObject(tree_lock, INFINITE);
  used = 0;
  put(0, 50032, L"微信", "", v4 ? L"mmui::MainWindow" : L"WeChatMainWndForPC", NULL, window, rect(0, 0, 1000, 800));
  put(1, 50033, L"", "", L"", NULL, NULL, rect(0, 0, 1000, 800));
  put(2, 50021, L"导航", "", L"", NULL, NULL, rect(0, 0, 60, 800));
  put(3, 50000, L"小王", "", L"", NULL, NULL, rect(10, 10, 50, 50));
  put(3, 50000, L"聊天", "", L"", NULL, NULL, rect(10, 60, 50, 100));
  put(2, 50033, L"", "", L"", NULL, NULL, rect(60, 0, 300, 800));
  GetWindowTextW(search, text, 8192);
  put(3, 50004, L"搜索", "", L"", text, search, rect(70, 20, 280, 50));
  if (searching) {
    int found[MAX_CHATS], count = results(found);
    put(3, 50008, v4 ? L"" : L"@str:IDS_FAV_SEARCH_RESULT:3780", v4 ? "search_list" : "", L"", NULL, NULL, SESSIONS);
    for (int i = 0; i < count; i++)
      put(4, 50007, chats[found[i]].name, v4 ? "search_item_1" : "", L"", NULL, NULL, line_of(SESSIONS, i));
  } else {
    put(3, 50008, L"会话", v4 ? "session_list" : "", L"", NULL, NULL, SESSIONS);
    for (int i = 0; i < chat_count; i++) {
      Chat *chat = &chats[order[i]];
      wchar_t name[256];
      char id[256] = "";
      if (v4) {
        char utf8[200];
        if (chat->unread) _snwprintf(name, 256, L"%ls\n[%d条]\n最近一句\n10:30", chat->name, chat->unread);
        else _snwprintf(name, 256, L"%ls\n最近一句\n10:30", chat->name);
        WideCharToMultiByte(CP_UTF8, 0, chat->name, -1, utf8, sizeof utf8, NULL, NULL);
        snprintf(id, sizeof id, "session_item_%s", utf8);
      } else if (chat->unread) _snwprintf(name, 256, L"%ls%d条新消息", chat->name, chat->unread);
      else _snwprintf(name, 256, L"%ls", chat->name);
      put(4, 50007, name, id, v4 ? L"mmui::ChatSessionCell" : L"", NULL, NULL, line_of(SESSIONS, i));
      if (!v4) put(5, 50000, chat->name, "", L"", NULL, NULL, line_of(SESSIONS, i));
    }
  }
  if (open_chat >= 0) {
    Chat *chat = &chats[open_chat];
    const wchar_t *title = title_instead[0] ? title_instead : chat->name;
    wchar_t head[128];
    _snwprintf(head, 128, chat->group && !v4 ? L"%ls (3)" : L"%ls", title);
    put(2, 50033, L"", "", L"", NULL, NULL, rect(300, 0, 1000, 800));
    put(3, 50020, head, v4 ? "top.current_chat_name_label" : "", L"", NULL, NULL, rect(310, 10, 500, 40));
    if (v4 && chat->group) put(3, 50020, L"(3)", "top.current_chat_count_label", L"", NULL, NULL, rect(500, 10, 530, 40));
    put(3, 50008, L"消息", v4 ? "chat_message_list" : "", L"", NULL, NULL, MESSAGES);
    int from = chat->count > 10 ? chat->count - 10 : 0;
    for (int i = from; i < chat->count; i++) {
      Row *row = &chat->rows[i];
      RECT at = line_of(MESSAGES, i - from);
      put(4, 50007, row->text, "", v4 ? (row->notice ? L"mmui::ChatItemView" : L"mmui::ChatTextItemView") : L"", NULL, NULL, at);
      if (!v4 && !row->notice) {
        int left = row->own ? at.right - 50 : at.left + 14;
        put(5, 50020, row->text, "", L"", NULL, NULL, rect(at.left + 60, at.top + 30, at.right - 60, at.bottom));
        put(5, 50000, row->own ? L"小王" : row->sender, "", L"", NULL, NULL, rect(left, at.top + 8, left + 36, at.top + 44));
      }
    }
    GetWindowTextW(input, text, 8192);
    put(3, 50004, title, v4 ? "chat_input_field" : "", L"", text, input, rect(300, 680, 990, 790));
  }
  tree[used] = 0;
  ReleaseMutex(tree_lock);
  InvalidateRect(window, NULL, TRUE);
}

static int chat_named(const wchar_t *name) {
  for (int i = 0; i < chat_count; i++)
    if (!wcscmp(chats[i].name, name)) return i;
  wcsncpy(chats[chat_count].name, name, 63);
  order[chat_count] = chat_count;
  return chat_count++;
}

static void raise_chat(int chat) {
  int at = 0;
  while (order[at] != chat) at++;
  memmove(order + 1, order, at * sizeof(int));
  order[0] = chat;
}

static void open_it(int chat) {
  open_chat = chat;
  chats[chat].unread = 0;
  searching = FALSE;
  SetWindowTextW(search, L"");
  tell("opened", chats[chat].name, NULL);
}

static void add_row(int chat, BOOL own, const wchar_t *sender, const wchar_t *text) {
  Chat *c = &chats[chat];
  if (c->count == MAX_ROWS) memmove(c->rows, c->rows + 1, (--c->count) * sizeof(Row));
  Row *row = &c->rows[c->count++];
  memset(row, 0, sizeof *row);
  row->own = own;
  wcsncpy(row->sender, sender, 63);
  wcsncpy(row->text, text, TEXT_CHARS - 1);
}

static void send_it(void) {
  wchar_t text[TEXT_CHARS];
  GetWindowTextW(input, text, TEXT_CHARS);
  if (open_chat < 0 || !text[0]) return;
  tell("sent", chats[open_chat].name, text);
  if (held) return; /* the customer has it, the window does not show it yet */
  add_row(open_chat, TRUE, L"小王", text);
  SetWindowTextW(input, L"");
}

static LRESULT CALLBACK edit(HWND field, UINT message, WPARAM w, LPARAM l) {
  BOOL control = GetKeyState(VK_CONTROL) < 0;
  if (message == WM_KEYDOWN && control && w == 'F') {
    searching = TRUE;
    SetFocus(search);
    describe();
    return 0;
  }
  if (message == WM_KEYDOWN && control && w == 'A') { SendMessageW(field, EM_SETSEL, 0, -1); return 0; }
  if (message == WM_KEYDOWN && w == VK_ESCAPE) {
    searching = FALSE;
    SetWindowTextW(search, L"");
    describe();
    return 0;
  }
  if (message == WM_KEYDOWN && w == VK_RETURN && !control && field == input) { send_it(); describe(); return 0; }
  if (message == WM_CHAR && (w == '\r' || w == '\n' || w == 1 || w == 6 || w == 27)) return 0;
  LRESULT result = CallWindowProcW(edit_proc, field, message, w, l);
  return result;
}

static void obey(wchar_t *text) {
  wchar_t *part[4] = {text, L"", L"", L""};
  int parts = 1;
  for (wchar_t *p = text; *p; p++)
    if (*p == '\t' && parts < 4) { *p = 0; part[parts++] = p + 1; }
  if (!wcscmp(part[0], L"say") || !wcscmp(part[0], L"history")) {
    int chat = chat_named(part[1]);
    add_row(chat, FALSE, part[2], part[3]);
    raise_chat(chat);
    if (part[0][0] == 's' && chat != open_chat) chats[chat].unread++;
  } else if (!wcscmp(part[0], L"open")) open_it(chat_named(part[1]));
  else if (!wcscmp(part[0], L"title")) wcsncpy(title_instead, part[1], 63);
  else if (!wcscmp(part[0], L"hold")) held = TRUE;
  else if (!wcscmp(part[0], L"quit")) PostQuitMessage(0);
  describe();
  tell("done", part[0], NULL);
}

static void paint(void) {
  PAINTSTRUCT ps;
  HDC dc = BeginPaint(window, &ps);
  if (open_chat >= 0) {
    Chat *chat = &chats[open_chat];
    int from = chat->count > 10 ? chat->count - 10 : 0;
    for (int i = from; i < chat->count; i++) {
      RECT at = line_of(MESSAGES, i - from);
      if (chat->rows[i].notice) continue;
      int left = chat->rows[i].own ? at.right - 50 : at.left + 14;
      for (int stripe = 0; stripe < 36; stripe += 4) {
        RECT r = {left, at.top + 8 + stripe, left + 36, at.top + 12 + stripe};
        HBRUSH brush = CreateSolidBrush(RGB(40 + stripe * 3, 60, 160 - stripe * 2));
        FillRect(dc, &r, brush);
        DeleteObject(brush);
      }
    }
  }
  EndPaint(window, &ps);
}

static LRESULT CALLBACK main_proc(HWND self, UINT message, WPARAM w, LPARAM l) {
  switch (message) {
    case WM_KEFU_LINE: obey((wchar_t *)l); free((void *)l); return 0;
    case WM_KEFU_FOCUS: SetFocus((HWND)w); if ((HWND)w == search) { searching = TRUE; describe(); } return 1;
    case WM_COMMAND: if (HIWORD(w) == EN_CHANGE) describe(); return 0;
    case WM_SETFOCUS: SetFocus(input); return 0;
    case WM_PAINT: paint(); return 0;
    case WM_LBUTTONDOWN: {
      POINT at = {(short)LOWORD(l), (short)HIWORD(l)};
      if (PtInRect(&SESSIONS, at)) {
        int index = (at.y - SESSIONS.top) / LINE, found[MAX_CHATS];
        if (searching) { if (index < results(found)) open_it(found[index]); }
        else if (index < chat_count) open_it(order[index]);
        describe();
      }
      return 0;
    }
    case WM_DESTROY: PostQuitMessage(0); return 0;
  }
  return DefWindowProcW(self, message, w, l);
}

static DWORD WINAPI read_lines(void *unused) {
  static char line[16384];
  (void)unused;
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\r\n")] = 0;
    int size = MultiByteToWideChar(CP_UTF8, 0, line, -1, NULL, 0);
    wchar_t *wide = malloc(size * sizeof(wchar_t));
    MultiByteToWideChar(CP_UTF8, 0, line, -1, wide, size);
    PostMessageW(window, WM_KEFU_LINE, 0, (LPARAM)wide);
  }
  PostMessageW(window, WM_CLOSE, 0, 0);
  return 0;
}

int main(int count, char **arguments) {
  v4 = count > 1 && !strcmp(arguments[1], "v4");
  HANDLE mapping = CreateFileMappingW(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, TREE_BYTES, L"KefuFakeTree");
  tree = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, TREE_BYTES);
  tree_lock = CreateMutexW(NULL, FALSE, L"KefuFakeTreeLock");
  WNDCLASSW c = {0};
  c.lpfnWndProc = main_proc;
  c.hInstance = GetModuleHandleW(NULL);
  c.lpszClassName = v4 ? L"Qt51514QWindowIcon" : L"WeChatMainWndForPC";
  c.hbrBackground = (HBRUSH)GetStockObject(WHITE_BRUSH);
  c.hCursor = LoadCursorW(NULL, (LPCWSTR)IDC_ARROW);
  RegisterClassW(&c);
  window = CreateWindowW(c.lpszClassName, L"微信", WS_POPUP | WS_VISIBLE, 0, 0, 1000, 800, NULL, NULL, c.hInstance, NULL);
  search = CreateWindowW(L"EDIT", L"", WS_CHILD | WS_VISIBLE, 70, 20, 210, 30, window, NULL, c.hInstance, NULL);
  input = CreateWindowW(L"EDIT", L"", WS_CHILD | WS_VISIBLE | ES_MULTILINE | ES_WANTRETURN, 300, 680, 690, 110, window, NULL, c.hInstance, NULL);
  edit_proc = (WNDPROC)SetWindowLongPtrW(input, GWLP_WNDPROC, (LONG_PTR)edit);
  SetWindowLongPtrW(search, GWLP_WNDPROC, (LONG_PTR)edit);
  describe();
  CreateThread(NULL, 0, read_lines, NULL, 0, NULL);
  tell("ready", v4 ? L"v4" : L"v39", NULL);
  MSG message;
  while (GetMessageW(&message, NULL, 0, 0) > 0) {
    TranslateMessage(&message);
    DispatchMessageW(&message);
  }
  return 0;
}
