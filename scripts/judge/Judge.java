import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;

/**
 * HL7's own validator over a list of files. Arguments: folders of definitions (JSON resources). Standard input: one `file TAB profile`
 * a line (profile may be empty). Standard output: one line a problem, `file TAB severity TAB location TAB message`, and
 * `file TAB done` at the end of each file; `file TAB crashed TAB reason` when the validator itself fails.
 */
public class Judge {
  public static void main(String[] folders) throws Exception {
    FhirContext context = FhirContext.forR4();
    FhirValidator validator = validatorOver(context, folders);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> lines = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    for (String line : lines) {
      String[] parts = line.split("\t", -1);
      judge(validator, out, parts[0], parts.length > 1 ? parts[1] : "");
    }
  }

  private static void judge(FhirValidator validator, PrintStream out, String file, String profile) throws Exception {
    ValidationOptions options = new ValidationOptions();
    if (!profile.isEmpty()) options.addProfile(profile);
    String text = Files.readString(Path.of(file));
    try {
      for (SingleValidationMessage one : validator.validateWithResult(text, options).getMessages())
        if (one.getSeverity() != ResultSeverityEnum.INFORMATION)
          out.println(String.join("\t", file, one.getSeverity().getCode(), "" + one.getLocationString(), oneLine(one.getMessage())));
      out.println(file + "\tdone");
    } catch (RuntimeException crash) {
      out.println(file + "\tcrashed\t\t" + oneLine(String.valueOf(crash)));
    }
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s+", " ");
  }

  private static FhirValidator validatorOver(FhirContext context, String[] folders) throws Exception {
    PrePopulatedValidationSupport own = new PrePopulatedValidationSupport(context);
    for (String folder : folders) for (Path file : jsonFiles(folder)) add(own, context.newJsonParser(), file);
    UnknownCodeSystemWarningValidationSupport unknown = new UnknownCodeSystemWarningValidationSupport(context);
    unknown.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
    ValidationSupportChain chain = new ValidationSupportChain(
        own,
        new DefaultProfileValidationSupport(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        unknown,
        new SnapshotGeneratingValidationSupport(context));
    FhirInstanceValidator module = new FhirInstanceValidator(chain);
    module.setAssumeValidRestReferences(true); // else the type in `Practitioner/1` is not checked
    module.setAnyExtensionsAllowed(true);
    module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    module.setValidatorPolicyAdvisor(new EveryMessage());
    return context.newValidator().registerValidatorModule(module);
  }

  private static List<Path> jsonFiles(String folder) throws Exception {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(".json")).sorted().toList());
    }
  }

  private static void add(PrePopulatedValidationSupport own, IParser parser, Path file) throws Exception {
    IBaseResource resource = parser.parseResource(Files.readString(file));
    if (resource instanceof StructureDefinition definition) own.addStructureDefinition(definition);
    if (resource instanceof CodeSystem system) own.addCodeSystem(system);
    if (resource instanceof ValueSet valueSet) own.addValueSet(valueSet);
  }

  /** HAPI's own advisor keeps some messages back; a judge says all. */
  private static final class EveryMessage extends FhirDefaultPolicyAdvisor {
    @Override
    public boolean isSuppressMessageId(String path, String messageId) {
      return false;
    }
  }
}
