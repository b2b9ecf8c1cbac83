namespace EgressGuard.Yaml;

/// <summary>A manifest that cannot be read, or whose meaning is not certain: there must be no verdict at all.</summary>
/// <remarks>The message is <c>source:line:column: what is wrong; what to do</c>.</remarks>
public sealed class ManifestException : Exception
{
    /// <summary>An unreadable manifest without a known place.</summary>
    public ManifestException()
        : this("The manifest cannot be read.")
    {
    }

    /// <summary>An unreadable manifest without a known place.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public ManifestException(string message)
        : this(message, null)
    {
    }

    /// <summary>An unreadable manifest without a known place.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What the parser said.</param>
    public ManifestException(string message, Exception? innerException)
        : base(message, innerException)
    {
        Source = "";
        Line = 1;
        Column = 1;
    }

    /// <summary>An unreadable manifest.</summary>
    /// <param name="source">The name given to the reader.</param>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="column">The column, counted from 1.</param>
    /// <param name="problem">What is wrong and what to do, without the place.</param>
    /// <param name="innerException">What the parser said, if it was the parser.</param>
    public ManifestException(string source, int line, int column, string problem, Exception? innerException = null)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{source}:{line}:{column}: {problem}"), innerException)
    {
        Source = source;
        Line = line;
        Column = column;
    }

    /// <summary>The name given to the reader.</summary>
    public new string Source { get; }

    /// <summary>The line, counted from 1 in the whole file.</summary>
    public int Line { get; }

    /// <summary>The column, counted from 1.</summary>
    public int Column { get; }
}
