package io.github.hourglass;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The order of the packages and who may import which library. */
class LayersTest {

	private static final String BASE = "io.github.hourglass";

	/** Each package may use only those before it. */
	private static final List<String> LAYERS = List.of("image", "io", "engine", "architecture", "model", "step", "label", "score",
		"predict", "simulate", "train", "ui", "command");

	private static JavaClasses classes;

	@BeforeAll
	static void read() {
		classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(BASE);
	}

	@TestFactory
	Stream<DynamicTest> eachPackageUsesOnlyThoseBeforeIt() {
		return LAYERS.stream().map(layer -> DynamicTest.dynamicTest(layer, () -> {
			String[] later = LAYERS.stream().skip(LAYERS.indexOf(layer) + 1L).map(name -> BASE + "." + name + "..").toArray(String[]::new);
			if (later.length > 0)
				noClasses().that().resideInAPackage(BASE + "." + layer + "..").should().dependOnClassesThat().resideInAnyPackage(later)
					.allowEmptyShould(true).check(classes);
		}));
	}

	@Test
	void thereAreNoOtherPackages() {
		String others = classes.stream().map(JavaClass::getPackageName).distinct()
			.filter(name -> !LAYERS.contains(name.substring(Math.min(name.length(), BASE.length() + 1)))).collect(Collectors.joining(", "));
		assertTrue(others.isEmpty(), "packages outside the table of layers: " + others);
	}

	@Test
	void packagesDoNotImportEachOtherInACircle() {
		slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(classes);
	}

	@Test
	void imageJIsKnownOnlyToIoUiAndCommand() {
		noClasses().that().resideOutsideOfPackages(BASE + ".io..", BASE + ".ui..", BASE + ".command..").should()
			.dependOnClassesThat().resideInAPackage("ij..").check(classes);
	}

	@Test
	void sciJavaIsKnownOnlyToUiAndCommand() {
		noClasses().that().resideOutsideOfPackages(BASE + ".ui..", BASE + ".command..").should()
			.dependOnClassesThat().resideInAPackage("org.scijava..").check(classes);
	}

	@Test
	void windowsAreMadeOnlyInUi() {
		noClasses().that().resideOutsideOfPackages(BASE + ".ui..").should()
			.dependOnClassesThat().resideInAnyPackage("javax.swing..").check(classes);
	}

	@Test
	void onnxRuntimeIsImportedInOneFile() {
		noClasses().that(areNotInFile("OnnxEngine.java")).should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..").check(classes);
	}

	@Test
	void tensorFlowIsImportedOnlyInFilesThatSaySo() {
		noClasses().that(DescribedPredicate.describe("are not in a file named TensorFlow…",
			(JavaClass type) -> !type.getSource().flatMap(source -> source.getFileName()).map(name -> name.startsWith("TensorFlow")).orElse(false)))
			.should().dependOnClassesThat().resideInAPackage("org.tensorflow..").check(classes);
	}

	@Test
	void everyPackageSaysWhatItIsFor() throws Exception {
		try (Stream<Path> folders = Files.list(Path.of("src/main/java/io/github/hourglass"))) {
			List<Path> silent = folders.filter(Files::isDirectory).filter(folder -> !Files.exists(folder.resolve("package-info.java"))).toList();
			assertTrue(silent.isEmpty(), "packages without package-info.java: " + silent);
		}
	}

	private static DescribedPredicate<JavaClass> areNotInFile(String file) {
		return DescribedPredicate.describe("are not in " + file,
			type -> !type.getSource().flatMap(source -> source.getFileName()).map(file::equals).orElse(false));
	}
}
