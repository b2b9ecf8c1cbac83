namespace EgressGuard.Cli;

/// <summary>Something that the user must put right before there can be any result. The message names the place and the remedy.</summary>
internal sealed class UsageException : Exception
{
    public UsageException()
    {
    }

    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
