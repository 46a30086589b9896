# Manual pages: Markdown, by lowdown(1). Some are made of what the programs say of themselves.
MAN_WRITTEN := gsync-fcgi.8 gsync-worker.8
MAN_MADE := gsync.1 gsync-journal.1 gsync.conf.5 gsync-protocol.7
MAN := $(addprefix $(BUILD)/man/,$(MAN_WRITTEN) $(MAN_MADE))

$(MAN_WRITTEN:%=$(BUILD)/man/%.md): $(BUILD)/man/%.md: doc/man/%.md
	@mkdir -p $(@D)
	@cp $< $@
$(MAN_MADE:%=$(BUILD)/man/%.md): $(BUILD)/man/%.md: doc/man/generate doc/protocol.md $(BUILD)/gsync $(BUILD)/gsync-journal
	@mkdir -p $(@D)
	@doc/man/generate $* $(BUILD) > $@.new && mv $@.new $@
$(MAN): %: %.md
	$(call tell,MAN)lowdown -s -Tman --out-no-smarty --parse-no-intraemph -M title=$(basename $(@F)) -M section=$(subst .,,$(suffix $(@F))) -M date=$(RELEASED) -M source='gsync $(VERSION)' $< | sed 's/\\fC/\\fB/g' > $@

.PHONY: man
man: $(MAN) ## manual pages, into build/man/
