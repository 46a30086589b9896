# config.js first, for its comment says what the whole is; the order does not matter otherwise.
APPSSCRIPT := appsscript/config.js $(sort $(filter-out appsscript/config.js,$(wildcard appsscript/*.js)))

$(BUILD)/appsscript/Code.js: $(APPSSCRIPT)
	@mkdir -p $(@D)
	$(call tell,JOIN)cat $^ > $@
