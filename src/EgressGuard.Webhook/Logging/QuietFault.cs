using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EgressGuard.Webhook.Logging;

/// <summary>
/// A fault as it may stand in the log: what it is and where it happened, without its message. A message can quote what the code stumbled
/// over, and that may be a part of somebody's object.
/// </summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Made for the log, never thrown.")]
internal sealed class QuietFault : Exception
{
    private readonly Exception _fault;

    /// <summary>Takes the messages away.</summary>
    private QuietFault(Exception fault)
        : base(fault.GetType().FullName) => _fault = fault;

    /// <summary>The fault without its messages; null for none.</summary>
    public static QuietFault? Of(Exception? fault) => fault is null ? null : new QuietFault(fault);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var fault = _fault; fault is not null; fault = fault.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\n caused by ").Append(fault.GetType().FullName);
            if (fault.StackTrace is { } trace)
            {
                text.Append('\n').Append(trace);
            }
        }

        return text.ToString();
    }
}
