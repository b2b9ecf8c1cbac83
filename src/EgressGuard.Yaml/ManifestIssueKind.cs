namespace EgressGuard.Yaml;

/// <summary>What kubectl accepts without a word although the text does not say what its author meant.</summary>
public enum ManifestIssueKind
{
    /// <summary>A key is written twice in one mapping; kubectl keeps the last value.</summary>
    DuplicateKey,

    /// <summary>A <c>&lt;&lt;</c> replaces a value that the same mapping spelled out before it; kubectl merges in document order.</summary>
    MergeOverridesExplicitKey,

    /// <summary>There is another document behind <c>...</c> without a <c>---</c> line; kubectl ignores it.</summary>
    ContentAfterDocumentEnd,

    /// <summary>The object, or an item of a list, has no kind; kubectl refuses it.</summary>
    MissingKind,

    /// <summary>An unquoted scalar that YAML 1.1 (and so kubectl) reads otherwise than YAML 1.2, such as <c>no</c> or <c>017</c>.
    /// It matters where a string was meant.</summary>
    Yaml11Surprise,
}
