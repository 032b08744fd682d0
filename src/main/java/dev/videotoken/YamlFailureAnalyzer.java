package dev.videotoken;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Tells where a file of settings is not valid YAML. What is wrong there is left out, since it may repeat a value. */
class YamlFailureAnalyzer extends AbstractFailureAnalyzer<YAMLException> {

    private static final String CORRECT =
            "Correct that file. A value that begins with *, ! or another sign of YAML's must be in quotes.";

    @Override
    protected FailureAnalysis analyze(Throwable failure, YAMLException cause) {
        Mark mark = cause instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
        String place = mark == null ? "" : ": see line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
        return new FailureAnalysis(
                "A settings file is not valid YAML" + place + ".", CORRECT, ConfigurationFailureAnalyzer.noCause());
    }
}
