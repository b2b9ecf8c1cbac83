namespace EgressGuard.Cli;

/// <summary>What the process says to a script (design, the command line).</summary>
internal static class ExitCode
{
    /// <summary>Nothing at or above the level asked for.</summary>
    public const int Clean = 0;

    /// <summary>There are findings.</summary>
    public const int Findings = 1;

    /// <summary>Wrong usage or unreadable input: there is no verdict at all, never a partial one.</summary>
    public const int Unusable = 2;
}
