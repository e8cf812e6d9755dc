/*
 * A UI Automation of our own for Wine, which has none: an in-process server under the class id of
 * CUIAutomation that serves the tree of fake_wechat.exe. The vtables are those of the system's header, so
 * that the slots the agent calls are checked against it. What the agent does not use answers E_NOTIMPL.
 */
#define COBJMACROS
#include <windows.h>
#include <initguid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "uiautomationclient.h"

#define TREE_BYTES (256 * 1024)
#define WM_KEFU_FOCUS (WM_APP + 7)

typedef struct { int depth, kind; wchar_t *name, *id, *class_name, *value; HWND control; RECT at; } Node;
typedef struct { LONG refs; HWND window; int count; Node nodes[2048]; } Tree;
typedef struct { const void *vtbl; LONG refs; Tree *tree; int index; } Element;
typedef struct { const void *vtbl; LONG refs; Tree *tree; int count; int indexes[512]; } Array;

static IUIAutomationVtbl automation_vtbl;
static IUIAutomationElementVtbl element_vtbl;
static IUIAutomationElementArrayVtbl array_vtbl;
static IUIAutomationCacheRequestVtbl cache_vtbl;
static IUIAutomationValuePatternVtbl value_vtbl;
static IClassFactoryVtbl factory_vtbl;
static const void *automation_object, *cache_object, *factory_object;

static HRESULT WINAPI not_there(void) { return E_NOTIMPL; }

static ULONG WINAPI static_ref(void *self) { (void)self; return 1; }

static HRESULT WINAPI any(void *self, REFIID iid, void **out) { (void)iid; *out = self; return S_OK; }

static void drop(Tree *tree) {
  if (InterlockedDecrement(&tree->refs)) return;
  for (int i = 0; i < tree->count; i++) {
    free(tree->nodes[i].name);
    free(tree->nodes[i].id);
    free(tree->nodes[i].class_name);
    free(tree->nodes[i].value);
  }
  free(tree);
}

static wchar_t *wide(const char *text) {
  int size = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
  wchar_t *made = malloc(size * sizeof(wchar_t));
  MultiByteToWideChar(CP_UTF8, 0, text, -1, made, size);
  for (wchar_t *p = made; *p; p++) {
    if (*p == 1) *p = '\n';
    if (*p == 2) *p = '\r';
  }
  return made;
}

static char *field(char **rest) {
  char *start = *rest, *end = start + strcspn(start, "\t\n");
  *rest = *end ? end + 1 : end;
  *end = 0;
  return start;
}

static Tree *load(HWND window) {
  HANDLE mapping = OpenFileMappingW(FILE_MAP_READ, FALSE, L"KefuFakeTree");
  HANDLE lock = OpenMutexW(SYNCHRONIZE, FALSE, L"KefuFakeTreeLock");
  if (!mapping || !lock || !IsWindow(window)) return NULL;
  char *shared = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, TREE_BYTES);
  WaitForSingleObject(lock, INFINITE);
  char *text = _strdup(shared);
  ReleaseMutex(lock);
  UnmapViewOfFile(shared);
  CloseHandle(mapping);
  CloseHandle(lock);
  Tree *tree = calloc(1, sizeof *tree);
  tree->refs = 1;
  tree->window = window;
  for (char *at = text; *at && tree->count < 2048;) {
    Node *node = &tree->nodes[tree->count++];
    node->depth = atoi(field(&at));
    node->kind = atoi(field(&at));
    node->name = wide(field(&at));
    node->id = wide(field(&at));
    node->class_name = wide(field(&at));
    node->value = wide(field(&at));
    node->control = (HWND)(ULONG_PTR)_strtoui64(field(&at), NULL, 10);
    sscanf(field(&at), "%ld,%ld,%ld,%ld", &node->at.left, &node->at.top, &node->at.right, &node->at.bottom);
  }
  free(text);
  return tree;
}

static IUIAutomationElement *element(Tree *tree, int index) {
  Element *made = calloc(1, sizeof *made);
  made->vtbl = &element_vtbl;
  made->refs = 1;
  made->tree = tree;
  made->index = index;
  InterlockedIncrement(&tree->refs);
  return (IUIAutomationElement *)made;
}

static Node *node(void *self) { return &((Element *)self)->tree->nodes[((Element *)self)->index]; }

static ULONG WINAPI element_add(IUIAutomationElement *self) { return InterlockedIncrement(&((Element *)self)->refs); }

static ULONG WINAPI element_release(IUIAutomationElement *self) {
  ULONG left = InterlockedDecrement(&((Element *)self)->refs);
  if (!left) { drop(((Element *)self)->tree); free(self); }
  return left;
}

static HRESULT WINAPI element_focus(IUIAutomationElement *self) {
  DWORD_PTR done;
  Element *e = (Element *)self;
  if (!IsWindow(e->tree->window)) return 0x80040201; /* UIA_E_ELEMENTNOTAVAILABLE */
  return SendMessageTimeoutW(e->tree->window, WM_KEFU_FOCUS, (WPARAM)node(self)->control, 0, SMTO_NORMAL, 2000, &done) ? S_OK : E_FAIL;
}

static HRESULT WINAPI cached_kind(IUIAutomationElement *self, CONTROLTYPEID *out) { *out = node(self)->kind; return S_OK; }
static HRESULT WINAPI cached_name(IUIAutomationElement *self, BSTR *out) { *out = SysAllocString(node(self)->name); return S_OK; }
static HRESULT WINAPI cached_id(IUIAutomationElement *self, BSTR *out) { *out = SysAllocString(node(self)->id); return S_OK; }
static HRESULT WINAPI cached_class(IUIAutomationElement *self, BSTR *out) { *out = SysAllocString(node(self)->class_name); return S_OK; }
static HRESULT WINAPI cached_bounds(IUIAutomationElement *self, RECT *out) { *out = node(self)->at; return S_OK; }

static HRESULT WINAPI cached_property(IUIAutomationElement *self, PROPERTYID id, VARIANT *out) {
  VariantInit(out);
  if (id != UIA_ValueValuePropertyId) return E_INVALIDARG;
  V_VT(out) = VT_BSTR;
  V_BSTR(out) = SysAllocString(node(self)->value);
  return S_OK;
}

static HRESULT WINAPI cached_children(IUIAutomationElement *self, IUIAutomationElementArray **out) {
  Element *e = (Element *)self;
  Array *made = calloc(1, sizeof *made);
  made->vtbl = &array_vtbl;
  made->refs = 1;
  made->tree = e->tree;
  int depth = node(self)->depth;
  for (int i = e->index + 1; i < e->tree->count && e->tree->nodes[i].depth > depth; i++)
    if (e->tree->nodes[i].depth == depth + 1 && made->count < 512) made->indexes[made->count++] = i;
  if (!made->count) { free(made); *out = NULL; return S_OK; } /* as Windows does */
  InterlockedIncrement(&e->tree->refs);
  *out = (IUIAutomationElementArray *)made;
  return S_OK;
}

static HRESULT WINAPI pattern_as(IUIAutomationElement *self, PATTERNID id, REFIID iid, void **out) {
  if (id != UIA_ValuePatternId || !IsEqualIID(iid, &IID_IUIAutomationValuePattern) || !node(self)->control) { *out = NULL; return E_NOINTERFACE; }
  Element *made = (Element *)element(((Element *)self)->tree, ((Element *)self)->index);
  made->vtbl = &value_vtbl;
  *out = made;
  return S_OK;
}

static HRESULT WINAPI value_set(IUIAutomationValuePattern *self, BSTR text) {
  return SendMessageW(node(self)->control, WM_SETTEXT, 0, (LPARAM)text) ? S_OK : E_FAIL;
}

static ULONG WINAPI array_release(IUIAutomationElementArray *self) {
  ULONG left = InterlockedDecrement(&((Array *)self)->refs);
  if (!left) { drop(((Array *)self)->tree); free(self); }
  return left;
}

static HRESULT WINAPI array_length(IUIAutomationElementArray *self, int *out) { *out = ((Array *)self)->count; return S_OK; }

static HRESULT WINAPI array_get(IUIAutomationElementArray *self, int index, IUIAutomationElement **out) {
  Array *a = (Array *)self;
  if (index < 0 || index >= a->count) return E_INVALIDARG;
  *out = element(a->tree, a->indexes[index]);
  return S_OK;
}

static HRESULT WINAPI add_property(IUIAutomationCacheRequest *self, PROPERTYID id) { (void)self; (void)id; return S_OK; }
static HRESULT WINAPI put_scope(IUIAutomationCacheRequest *self, enum TreeScope scope) { (void)self; return scope == 7 ? S_OK : E_INVALIDARG; }

static HRESULT WINAPI create_cache(IUIAutomation *self, IUIAutomationCacheRequest **out) {
  (void)self;
  *out = (IUIAutomationCacheRequest *)&cache_object;
  return S_OK;
}

static HRESULT WINAPI from_handle(IUIAutomation *self, UIA_HWND window, IUIAutomationCacheRequest *cache, IUIAutomationElement **out) {
  (void)self;
  if ((void *)cache != (void *)&cache_object) return E_INVALIDARG;
  Tree *tree = load((HWND)window);
  if (!tree || !tree->count) return 0x80040201;
  *out = element(tree, 0);
  drop(tree);
  return S_OK;
}

static HRESULT WINAPI create(IClassFactory *self, IUnknown *outer, REFIID iid, void **out) {
  (void)self;
  if (outer) return CLASS_E_NOAGGREGATION;
  if (!IsEqualIID(iid, &IID_IUIAutomation)) return E_NOINTERFACE;
  *out = &automation_object;
  return S_OK;
}

static void fill(void *vtbl, size_t bytes) {
  void **slots = vtbl;
  for (size_t i = 0; i < bytes / sizeof(void *); i++)
    if (!slots[i]) slots[i] = (void *)not_there;
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, void *unused) {
  (void)self;
  (void)unused;
  if (reason != DLL_PROCESS_ATTACH) return TRUE;
  automation_vtbl.QueryInterface = (void *)any;
  automation_vtbl.AddRef = (void *)static_ref;
  automation_vtbl.Release = (void *)static_ref;
  automation_vtbl.ElementFromHandleBuildCache = from_handle;
  automation_vtbl.CreateCacheRequest = create_cache;
  cache_vtbl.QueryInterface = (void *)any;
  cache_vtbl.AddRef = (void *)static_ref;
  cache_vtbl.Release = (void *)static_ref;
  cache_vtbl.AddProperty = add_property;
  cache_vtbl.put_TreeScope = put_scope;
  element_vtbl.QueryInterface = (void *)any;
  element_vtbl.AddRef = element_add;
  element_vtbl.Release = element_release;
  element_vtbl.SetFocus = element_focus;
  element_vtbl.GetCachedPropertyValue = cached_property;
  element_vtbl.GetCurrentPatternAs = pattern_as;
  element_vtbl.GetCachedChildren = cached_children;
  element_vtbl.get_CachedControlType = cached_kind;
  element_vtbl.get_CachedName = cached_name;
  element_vtbl.get_CachedAutomationId = cached_id;
  element_vtbl.get_CachedClassName = cached_class;
  element_vtbl.get_CachedBoundingRectangle = cached_bounds;
  array_vtbl.Release = array_release;
  array_vtbl.get_Length = array_length;
  array_vtbl.GetElement = array_get;
  value_vtbl.Release = (void *)element_release;
  value_vtbl.SetValue = value_set;
  factory_vtbl.QueryInterface = (void *)any;
  factory_vtbl.AddRef = (void *)static_ref;
  factory_vtbl.Release = (void *)static_ref;
  factory_vtbl.CreateInstance = create;
  fill(&automation_vtbl, sizeof automation_vtbl);
  fill(&element_vtbl, sizeof element_vtbl);
  fill(&array_vtbl, sizeof array_vtbl);
  fill(&cache_vtbl, sizeof cache_vtbl);
  fill(&value_vtbl, sizeof value_vtbl);
  fill(&factory_vtbl, sizeof factory_vtbl);
  automation_object = &automation_vtbl;
  cache_object = &cache_vtbl;
  factory_object = &factory_vtbl;
  return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID class_id, REFIID iid, void **out) {
  (void)class_id;
  (void)iid;
  *out = &factory_object;
  return S_OK;
}

HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
