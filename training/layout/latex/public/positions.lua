-- Writes down, for every page that TeX ships out, where each mark lies and what it belongs to.
--
-- hooks.tex tells by the attribute MARK which construct material is made in (a caption, a table, ...); marks are numbered and know their
-- parent. The paragraph builder's lines get the attribute PAR, one number per paragraph. At shipout the page's node tree is walked and
-- written to rct-positions.txt, lengths in bp from the page's top left corner:
--   P count width height thepage
--   M mark parent class                                   (when first used)
--   B x0 y0 x1 y1                                         body of the page: what the output routine calls \@outputbox
--   L kind body mark par line display x0 y0 x1 y1 size font text
-- kind: t text, r rule, i image file, c picture (covered whole), n equation number; body: 1 inside the body, 0 head or foot.

local MARK, PAR, BODY = luatexbase.new_attribute("rctmark"), luatexbase.new_attribute("rctpar"), luatexbase.new_attribute("rctbody")
local out = io.open("rct-positions.txt", "w")
local marks, written, pars, displays = {[0] = {parent = 0, class = "page"}}, {}, 0, 0
local BP = 65781.76
local id = node.id
local GLYPH, HLIST, VLIST, RULE, GLUE, KERN, DISC, MATH, WHATSIT, MARGIN = id "glyph", id "hlist", id "vlist", id "rule", id "glue", id "kern", id "disc", id "math", id "whatsit", id "margin_kern"
local SAVE, RESTORE, MATRIX = node.subtype "pdf_save", node.subtype "pdf_restore", node.subtype "pdf_setmatrix"
local LINE, EQUATION, NUMBER = 1, 6, 7 -- hlist subtypes
local FORM, IMAGE, EMPTY = 1, 2, 3 -- rule subtypes
local COVERED = {picture = true}

rct = {}

function rct.set(class) -- open a mark of this class inside the present one, until the group ends
  local p = tex.attribute[MARK]
  marks[#marks + 1] = {parent = p > 0 and p or 0, class = class}
  tex.setattribute(MARK, #marks)
end

function rct.unset(class) -- close the innermost open mark of the class where no group does
  local p = tex.attribute[MARK]
  while p > 0 and marks[p].class ~= class do p = marks[p].parent end
  if p > 0 then tex.setattribute(MARK, marks[p].parent > 0 and marks[p].parent or -0x7FFFFFFF) end
end

function rct.off() tex.setattribute(MARK, -0x7FFFFFFF) end -- no construct, until the group ends

function rct.box(number, class) -- give everything in a box register a mark: \footins, \@outputbox
  local b = tex.box[number]
  if not b then return end
  if class == "body" then node.set_attribute(b, BODY, 1) return end
  for n in node.traverse(b.list) do
    if n.id == HLIST or n.id == VLIST then
      local p = node.get_attribute(n, MARK)
      if not (p and p > 0 and rct.within(p, class)) then
        marks[#marks + 1] = {parent = 0, class = class}
        rct.paint(n, #marks)
      end
    end
  end
end

function rct.within(m, class)
  while m > 0 do
    if marks[m].class == class then return true end
    m = marks[m].parent
  end
  return false
end

function rct.paint(n, m)
  node.set_attribute(n, MARK, m)
  if n.id == HLIST or n.id == VLIST then
    for c in node.traverse(n.list) do rct.paint(c, m) end
  end
end

luatexbase.add_to_callback("post_linebreak_filter", function(head)
  pars = pars + 1
  for line in node.traverse_id(HLIST, head) do
    if not node.has_attribute(line, PAR) then node.set_attribute(line, PAR, pars) end
  end
  return true
end, "rct paragraphs")

-- state of the walk
local lines, run, M, stack

local function apply(x, y) return M[1] * x + M[3] * y + M[5], M[2] * x + M[4] * y + M[6] end

local function emit(kind, ctx, x0, y0, x1, y1, size, font, text)
  local ax, ay = apply(x0, y0)
  local bx, by = apply(x1, y1)
  local cx, cy = apply(x0, y1)
  local dx, dy = apply(x1, y0)
  local l, r, t, b = math.min(ax, bx, cx, dx), math.max(ax, bx, cx, dx), math.min(ay, by, cy, dy), math.max(ay, by, cy, dy)
  local m = ctx.mark
  while m > 0 and not written[m] do
    written[m] = true
    out:write(("M %d %d %s\n"):format(m, marks[m].parent, marks[m].class))
    m = marks[m].parent
  end
  out:write(("L %s %d %d %d %d %d %.2f %.2f %.2f %.2f %.2f %s %s\n"):format(kind, ctx.body and 1 or 0, ctx.mark, ctx.par, ctx.line, ctx.display, l / BP, t / BP, r / BP, b / BP, size / 65536, font, text))
end

local function flush()
  if run and run.x1 > run.x0 then
    local f = font.getfont(run.font) or font.fonts[run.font] or {}
    local name = (f.psname or f.fullname or f.name or "?"):gsub("%s", "")
    emit("t", run.ctx, run.x0, run.y0, run.x1, run.y1, f.size or 0, name, table.concat(run.text))
  end
  run = nil
end

local function glyph(n, ctx, x, y, w)
  local x0, y0, x1, y1 = x + n.xoffset, y - n.height - n.yoffset, x + n.xoffset + w, y + n.depth - n.yoffset
  local c = n.char
  local text = (c > 32 and c < 0x10FFFF and not (c >= 0xD800 and c < 0xE000) and c ~= 127) and utf8.char(c) or "?"
  if not run or run.font ~= n.font or run.key ~= ctx or x0 - run.x1 > 3 * 65536 then
    flush()
    run = {x0 = x0, y0 = y0, x1 = x1, y1 = y1, font = n.font, ctx = ctx, key = ctx, text = {text}}
  else
    run.x1, run.y0, run.y1 = math.max(run.x1, x1), math.min(run.y0, y0), math.max(run.y1, y1)
    run.text[#run.text + 1] = text
  end
end

local function with(ctx, n) -- context of a child box or mark
  local m, p = node.get_attribute(n, MARK) or 0, node.get_attribute(n, PAR)
  local fresh = n.id == HLIST and n.subtype == LINE -- a line's own mark is that of what came after the paragraph
  if fresh then m = 0 end
  local b = node.get_attribute(n, BODY)
  if m < 0 then m = 0 end
  if (m == 0 and not fresh or m == ctx.mark) and (not p or p == ctx.par) and not b then return ctx end
  local key = (fresh and "f" or "") .. m .. ":" .. (p or 0) .. ":" .. (b or 0)
  local c = ctx.children[key]
  if not c then
    c = {mark = (m > 0 or fresh) and m or ctx.mark, par = p or ctx.par, line = ctx.line, display = ctx.display, body = ctx.body or b, real = ctx.real or p, children = {}}
    ctx.children[key] = c
  end
  return c
end

local function copy(ctx, changes)
  local c = {}
  for k, v in pairs(ctx) do c[k] = v end
  for k, v in pairs(changes) do c[k] = v end
  c.children = {}
  return c
end

local walk

local function enter(n, ctx, x, y, vertical) -- a child box whose reference point is (x, y)
  local c = with(ctx, n)
  local w, h, d = n.width, n.height, n.depth
  if c.body and not ctx.body then
    flush()
    out:write(("B %.2f %.2f %.2f %.2f\n"):format(x / BP, (y - h) / BP, (x + w) / BP, (y + d) / BP))
  end
  local m = c.mark
  if m > 0 and COVERED[marks[m].class] and not (ctx.mark == m) and h + d > 0 and w > 0 then
    flush()
    return emit("c", c, x, y - h, x + w, y + d, 0, "-", "-")
  end
  if n.id == HLIST then
    if n.subtype == EQUATION and c.display == 0 then
      displays = displays + 1
      c = copy(c, {display = displays})
    elseif n.subtype == NUMBER then
      displays = displays + 1
      c = copy(c, {display = -displays})
    end
    if vertical then
      lines = lines + 1
      local p = node.get_attribute(n, PAR)
      if not p and not c.real then
        pars = pars + 1
        p = pars
      end
      c = copy(c, {line = lines, par = p or c.par})
    end
  end
  walk(n, c, x, y)
end

local function matrix(n, x, y)
  local a, b, c, d = n.data:match("(%S+)%s+(%S+)%s+(%S+)%s+(%S+)")
  a, b, c, d = tonumber(a), -tonumber(b), -tonumber(c), tonumber(d) -- y grows downwards here
  local e, f = x - a * x - c * y, y - b * x - d * y
  M = {M[1] * a + M[3] * b, M[2] * a + M[4] * b, M[1] * c + M[3] * d, M[2] * c + M[4] * d, M[1] * e + M[3] * f + M[5], M[2] * e + M[4] * f + M[6]}
end

local function whatsit(n, x, y)
  if n.subtype == SAVE then flush() stack[#stack + 1] = M
  elseif n.subtype == RESTORE then flush() M = table.remove(stack) or M
  elseif n.subtype == MATRIX then flush() matrix(n, x, y) end
end

local function leader(n, ctx, x0, y0, x1, y1)
  flush()
  emit("r", ctx, x0, y0, x1, y1, 0, "-", "-")
end

function walk(box, ctx, x, y)
  local horizontal = box.id == HLIST
  local top = y - box.height
  local cx, cy = x, horizontal and y or top
  for n in node.traverse(box.list) do
    local t = n.id
    if t == GLYPH then
      local w = n.width
      local e = n.expansion_factor
      if e and e ~= 0 then w = w * (1 + e / 1000000) end
      glyph(n, with(ctx, n), cx, cy, w)
      cx = cx + w
    elseif t == HLIST or t == VLIST then
      if horizontal then
        enter(n, ctx, cx, cy + n.shift, false)
        cx = cx + n.width
      else
        flush()
        enter(n, ctx, x + n.shift, cy + n.height, true)
        cy = cy + n.height + n.depth
      end
    elseif t == RULE then
      local c = with(ctx, n)
      local w, h, d = n.width, n.height, n.depth
      if horizontal then
        if h < -1e9 then h = box.height end
        if d < -1e9 then d = box.depth end
      elseif w < -1e9 then w = box.width end
      if n.subtype ~= EMPTY and w > 0 and h + d > 0 then
        flush()
        local y1 = horizontal and cy + d or cy + h + d
        local image = n.subtype == FORM or n.subtype == IMAGE
        emit(image and "i" or "r", c, cx, y1 - h - d, cx + w, y1, 0, "-", "-")
      end
      if horizontal then cx = cx + w else cy = cy + h + d end
    elseif t == GLUE then
      local w = node.effective_glue(n, box)
      if n.leader and w > 0 then
        local l = n.leader
        local c = with(ctx, n)
        if horizontal then
          local h, d = l.height, l.depth
          if h < -1e9 then h = box.height end
          if d < -1e9 then d = box.depth end
          if h + d > 0 then leader(n, c, cx, cy - h, cx + w, cy + d) end
        else
          local lw = l.width
          if lw < -1e9 then lw = box.width end
          if lw > 0 then leader(n, c, x, cy, x + lw, cy + w) end
        end
      end
      if horizontal then cx = cx + w else cy = cy + w end
    elseif t == KERN then
      local w = n.kern
      local e = n.expansion_factor
      if e and e ~= 0 then w = w * (1 + e / 1000000) end
      if horizontal then cx = cx + w else cy = cy + w end
    elseif t == MARGIN then
      if horizontal then cx = cx + n.width end
    elseif t == MATH then
      local w = (n.width and n.width ~= 0) and node.effective_glue(n, box) or n.surround or 0
      cx = cx + w
    elseif t == DISC then
      if n.replace then
        for g in node.traverse(n.replace) do
          if g.id == GLYPH then
            glyph(g, with(ctx, g), cx, cy, g.width)
            cx = cx + g.width
          elseif g.id == KERN then cx = cx + g.kern end
        end
      end
    elseif t == WHATSIT then
      whatsit(n, horizontal and cx or x, horizontal and cy or cy)
    end
  end
  if not horizontal then flush() end
end

luatexbase.add_to_callback("pre_shipout_filter", function(head)
  M, stack, lines, run = {1, 0, 0, 1, 0, 0}, {}, 0, nil
  local page = rct.thepage or "?"
  out:write(("P %d %.2f %.2f %s\n"):format(tex.count[0], tex.pagewidth / BP, tex.pageheight / BP, page:gsub("[%c%s]", "_")))
  local x, y = pdf.getorigin()
  x, y = x + tex.hoffset, y + tex.voffset
  local ok, err = pcall(enter, head, {mark = 0, par = 0, line = 0, display = 0, children = {}}, x, y + head.height, false)
  flush()
  out:write(ok and "E ok\n" or ("E " .. tostring(err):gsub("%s", "_") .. "\n"))
  out:flush()
  return true
end, "rct positions")
