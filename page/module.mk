# The status page: static files beside the plotting library, in one folder that nginx serves.
PAGE_FILES := $(wildcard page/*.html page/*.css page/*.js page/*.svg)
UPLOT_FILES := uPlot.iife.min.js uPlot.min.css
PAGE := $(PAGE_FILES:page/%=$(BUILD)/page/%) $(UPLOT_FILES:%=$(BUILD)/page/%) $(BUILD)/page/LICENSE.uPlot

.PHONY: page
page: $(PAGE) ## the status page, with its plotting library from npm, into build/page/

$(PAGE_FILES:page/%=$(BUILD)/page/%): $(BUILD)/page/%: page/%
	@mkdir -p $(@D)
	@cp $< $@

# Only what the product needs of package.json, apart from a developer's node_modules.
UPLOT := $(BUILD)/npm/node_modules/uplot
$(UPLOT)/LICENSE: package.json package-lock.json
	@command -v npm >/dev/null || { echo 'npm is needed to fetch uPlot for the status page: apt-get install npm (make deps does)' >&2; exit 1; }
	@mkdir -p $(BUILD)/npm && cp package.json package-lock.json .npmrc $(BUILD)/npm
	@npm ci --omit=dev --silent --prefix $(BUILD)/npm
	@touch $@
$(UPLOT_FILES:%=$(BUILD)/page/%): $(BUILD)/page/%: $(UPLOT)/LICENSE
	@mkdir -p $(@D)
	@cp $(UPLOT)/dist/$* $@
$(BUILD)/page/LICENSE.uPlot: $(UPLOT)/LICENSE
	@mkdir -p $(@D)
	@cp $< $@
